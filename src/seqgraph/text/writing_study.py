"""What the network of seed 5 writes, a text from every first character, and what is
counted of it: pages 2.1b and 2.1c."""

import copy
import functools
import math
from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from ..measure.statistics import bootstrap
from ..runs.randomness import generator
from ..runs.sweeps import trained
from . import measures, sampling, units
from .experiment import STAGES, CharLM
from .intervals import Interval
from .language_model import LanguageModel
from .measures import Loop
from .sampling import GREEDY
from .study import EARLY
from .tallies import SAMPLE

LONGEST = SAMPLE  # characters of a text
# Updates at which a network is asked to write: a name for each.
MOMENTS = {"0": 0, **{str(config.steps): config.steps for config in EARLY}, **STAGES}
LISTENER = 189  # the unit that page 2.2 finds to follow quotations
# Of the tales' last tenth: counted by tests/text/test_measures.py, where the book is.
# Words and quotations in pieces of LONGEST characters.
BOOK_REAL = 0.966  # share of words that stand in the other nine tenths
BOOK_DISTINCT = 0.764  # different words of a piece as a share of its words
BOOK_LETTERS = 3.88  # in a word
BOOK_CLOSED = 0.796  # share of quotations that close within the piece
BOOK_PIECES = 173
BOOK_LOOPED = 0  # pieces that end in a loop
BOOK_LINE_ENDS = 16.4  # in 1,000 characters
BOOK_COPIED = 19_151 / 52_078  # share of stretches that stand in the other nine tenths
PROMPT = "Once upon a time there was a p"
Measure = Callable[[str], float]


@functools.cache
def network(stage: str = "3/3") -> LanguageModel:
    """The network at one of MOMENTS; at 0 with the weights that its seed draws."""
    if MOMENTS[stage]:
        return trained(CharLM(steps=MOMENTS[stage]))
    model = copy.deepcopy(network())
    model.draw(generator(CharLM().seed, "weights"))
    return model


@functools.cache
def written(tau: float, stage: str = "3/3") -> tuple[str, ...]:
    """A text of 300 characters from each character that the network knows."""
    model = network(stage)
    return tuple(sampling.generate(model, model.vocabulary, LONGEST - 1, tau))


def real_words(text: str) -> float:
    """The share of a text's words that stand in the book."""
    return measures.real_words(text, network().words)


def later_real_words(text: str) -> float:
    """As :func:`real_words`, without the first, which must begin with the given
    character."""
    return real_words(measures.after_first_word(text))


def later_distinct_words(text: str) -> float:
    """Different words as a share of all, without the first."""
    return measures.distinct_words(measures.after_first_word(text))


def measured(measure: Measure, tau: float, stage: str = "3/3") -> Interval:
    """Mean over the texts, with its interval over texts of this network alone."""
    return bootstrap([measure(text) for text in written(tau, stage)])


def whole_words(tau: float, stage: str = "3/3") -> list[str]:
    """The words of all texts together, without the first of each."""
    texts = map(measures.after_first_word, written(tau, stage))
    return [word for text in texts for word in measures.whole_words(text)]


def closed(tau: float, stage: str = "3/3") -> float:
    """Of the quotations that texts open, the share that they close."""
    opened = [each for text in written(tau, stage) for each in units.speeches(text)]
    return sum(each.closed for each in opened) / len(opened)


@functools.cache
def loops(
    tau: float, stage: str = "3/3", length: int = LONGEST
) -> tuple[Loop | None, ...]:
    """For each text of a length, the loop in which it ends."""
    return tuple(measures.loop(text[:length]) for text in written(tau, stage))


def looped(tau: float, stage: str = "3/3", length: int = LONGEST) -> int:
    """How many texts of a length end in a loop."""
    return sum(loop is not None for loop in loops(tau, stage, length))


def rounds(stage: str = "3/3") -> Counter[str]:
    """How many greedy texts end in each loop, by one round of it."""
    both = zip(written(GREEDY, stage), loops(GREEDY, stage), strict=True)
    return Counter(measures.one_round(text, loop) for text, loop in both if loop)


def next_character(tau: float) -> Tensor:
    """The distribution (K,) of the character after PROMPT."""
    logits = sampling.read(network(), [PROMPT])[0][0].double()
    if tau == GREEDY:
        return F.one_hot(logits.argmax(), len(logits)).double()
    return torch.softmax(tau * logits, dim=0)


def entropy(tau: float) -> float:
    """Bits of :func:`next_character`."""
    return torch.special.entr(next_character(tau)).sum().item() / math.log(2)


def drawn(logits: Tensor, tau: float, draws: int = 50_000) -> Tensor:
    """How often each character is chosen (K,) when one is drawn again and again from
    the same logits (K,), with the noise of 500 samples."""
    streams = 500
    noise = sampling.noise(range(streams), len(logits))
    chosen = [
        sampling.choose(logits, tau, next(noise)) for _ in range(draws // streams)
    ]
    return torch.bincount(torch.cat(chosen), minlength=len(logits))
