"""Question 2.1: a character-level language model learns a text at the course's
settings."""

import dataclasses
import os
from collections.abc import Iterator
from typing import Any, final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..errors import InputError, shown
from ..measure.statistics import bootstrap
from ..runs import data
from ..runs.experiment import (
    Curves,
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    longest_gradient,
    one_of,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.room import outputs
from ..runs.training import updates
from . import STAGES, corpus, measures, tallies
from .language_model import LanguageModel
from .sampling import generate
from .tallies import SAMPLE, TAUS

LEARNT_FROM = ("all", "first")
COUNTED = ("copied", "texts")
_CHUNK = 2048  # characters of the held-out text scored at a time
# Samples, and probabilities that all draw from at once; where copies are looked for.
_STARTS, _DRAWN, _LOOKED_AT = 128, 200_000, 2_000_000


def named_text(doc: str) -> Any:
    """Declare a setting that names a text, as ``corpus.pinned`` does.

    Example:
        >>> from seqgraph.text.experiment import CharLM
        >>> CharLM(text="").text  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: text must be a registered name or a file's path; ...
    """

    def check(name: str, value: Any) -> None:
        if not isinstance(value, str) or not value or not _is_path(value):
            raise InputError(
                f"{name} must be a registered name or a file's path; got {shown(value)}"
            )

    return dataclasses.field(
        default=corpus.GRIMM, metadata={"doc": doc, "check": check}
    )


def _is_path(text: str) -> bool:
    """Whether a file can have this name: not with half a character, nor with a NUL."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


@register
@final
@dataclasses.dataclass(frozen=True)
class CharLM(Experiment[LanguageModel]):
    """Train a language model on windows of a text; the defaults are the course's
    settings.

    Nothing in training depends on how many updates are to come, so a run of 2,814
    updates is the first third of a run of 8,441.

    Example:
        >>> from seqgraph.text.experiment import CharLM
        >>> config = CharLM(hidden=64, seed=10)
        >>> config.batch, config.changed
        (64, {'hidden': 64, 'seed': 10})
    """

    text: str = named_text("registered text, or the path of a UTF-8 file")
    part: str = one_of(
        LEARNT_FROM,
        "all",
        "all: learn from the whole file; first: from the first 90 % of the text "
        "between Project Gutenberg's markers",
    )
    length: int = whole(30, "T, characters of a window", most=10_000)
    batch: int = whole(64, "windows per update, at random offsets")
    embedding: int = whole(64, "dimensions of a character's vector")
    hidden: int = whole(128, "units of a layer")
    layers: int = whole(2, "layers", most=1000)
    keep: float = real(1.0, "probability of keeping an output between layers", most=1)
    steps: int = whole(STAGES["3/3"], "updates")
    lr: float = adam_rate(2e-3, " at the start")
    decay: float = real(0.96, "factor on the learning rate")
    decay_every: int = whole(5000, "updates from one such factor to the next")
    clip: float = longest_gradient(5.0)
    seed: int = random_seed(5, "weights and offsets")
    counted: str = one_of(
        COUNTED,
        "copied",
        "what is counted of its writing: copied: what stands in the text; texts: much "
        "more, text by text, after the weights were rounded to half precision",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "text", corpus.pinned(self.text))

    @property
    def data(self) -> tuple[str, ...]:
        name = "texts/calculus.tex" if self.text == corpus.CALCULUS else self.text
        return (name,) if name in data.FILES else ()

    def corpus(self) -> tuple[str, str, str]:
        """The whole text, the part to learn from, and the last tenth of the tales.

        InputError where either part is too short.
        """
        text = corpus.read(self.text)
        first, last = corpus.split(text)
        learnt = text if self.part == "all" else first
        if len(learnt) <= self.length or len(last) < 2:
            raise InputError(
                f"{corpus.shown(self.text)} is too short: {len(text)} characters, "
                f"of which {len(learnt)} to learn from, where a window takes "
                f"{self.length + 1}"
            )
        return text, learnt, last

    def model(self) -> LanguageModel:
        text, learnt, _ = self.corpus()
        words = sorted(set(corpus.words(learnt)))
        model = self._model(corpus.vocabulary(text), words)
        model.draw(generator(self.seed, "weights"))
        return model

    def restore(self, tensors: dict[str, Tensor]) -> LanguageModel:
        vocabulary = "".join(map(chr, tensors["characters"].tolist()))
        words = bytes(tensors["listed_words"].tolist()).decode().split("\n")
        model = self._model(vocabulary, words)
        model.load_state_dict(tensors)
        return model

    def _model(self, vocabulary: str, words: list[str]) -> LanguageModel:
        return LanguageModel(
            vocabulary,
            words,
            self.embedding,
            self.hidden,
            self.layers,
            dropout=1 - self.keep,
        )

    def kept(self, model: LanguageModel) -> int:
        # A layer's two matrices make one set of gates.
        return self.batch * self.length * outputs(model) // 2

    def train(self, model: LanguageModel, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats a character) and the accuracy of each update's batch."""
        codes = corpus.encode(self.corpus()[1], model.vocabulary)
        offsets = generator(self.seed, "offsets")
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        rate = torch.optim.lr_scheduler.StepLR(optimizer, self.decay_every, self.decay)
        noise = generator(self.seed, "dropout")
        for _ in updates(self.steps, model, optimizer, rate, offsets, noise):
            x, y = corpus.windows(codes, self.length, self.batch, offsets)
            x, y = x.to(device), y.to(device)
            with seeded_by(noise):
                logits, _ = model(x)
            loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), self.clip)
            optimizer.step()
            rate.step()
            accuracy = (logits.detach().argmax(2) == y).float().mean()
            yield {"loss": loss.item(), "accuracy": accuracy.item()}
        if self.counted == "texts":
            # Many of these are kept, and so rounded they take half the room.
            for weight in model.parameters():
                weight.data = weight.data.half().to(weight.dtype)

    def recorded(self, curves: Curves) -> Curves:
        """Loss and accuracy; of networks that are kept for their texts the loss."""
        return {"loss": curves["loss"]} if self.counted == "texts" else curves

    def evaluate(self, model: LanguageModel, device: torch.device) -> Measured:
        """Bits per character over the last tenth of the tales, by the model and by
        counts of characters and pairs. The table ``copied`` says for each τ what share
        of the model's writing stands in the text it learnt from, as a mean over the
        samples and its 95 % interval: columns tau, share, low, high. In its place may
        be the tables of ``tallies``, with a row for each text."""
        _, learnt, last = self.corpus()
        codes, unseen = (corpus.encode(t, model.vocabulary) for t in (learnt, last))
        numbers = {
            "bits": bits(model, unseen.to(device)),
            "bits_characters": bits_of_counts(codes, unseen, len(model.vocabulary)),
            "bits_pairs": bits_of_pairs(codes, unseen, len(model.vocabulary)),
        }
        # All of the tales; of a reader's own text as much as is soon looked through.
        known = frozenset(measures.stretches(learnt[:_LOOKED_AT]))
        if self.counted == "texts":
            model = model.cpu()
            tables = {
                "written": tallies.written(model, known),
                "continued": tallies.continued(model),
                "followed": tallies.followed(model),
            }
            return Measured(numbers, tables)
        kinds = len(model.vocabulary)
        starts = model.vocabulary[:: -(-kinds // min(_STARTS, max(_DRAWN // kinds, 1)))]
        model = model.cpu()
        copied = {"tau": list(TAUS), "share": [], "low": [], "high": []}
        for tau in TAUS:
            written = generate(model, starts, SAMPLE - 1, tau)
            found = bootstrap([measures.copied(text, known) for text in written])
            for name, value in zip(("share", "low", "high"), found, strict=True):
                copied[name].append(value)
        return Measured(numbers, {"copied": copied})


@torch.no_grad()
def bits(model: nn.Module, codes: Tensor) -> float:
    """Bits per character that ``model`` needs for a text (N,) but its first, in one
    pass from start to end, the state carried.

    Example:
        >>> from seqgraph.text.experiment import bits
        >>> model = LanguageModel("abcd", [], 2, 3, 1, dropout=0.0)
        >>> _ = nn.init.zeros_(model.output.weight), nn.init.zeros_(model.output.bias)
        >>> # Each time one of four that are equally likely.
        >>> round(bits(model, torch.tensor([0, 3, 1, 2, 2])), 4)
        2.0
    """
    total, state = 0.0, None
    for x, y in zip(codes[:-1].split(_CHUNK), codes[1:].split(_CHUNK), strict=True):
        logits, state = model(x[None], state)
        total += F.cross_entropy(logits[0], y, reduction="sum").item()
    return total / (len(codes) - 1) / torch.log(torch.tensor(2.0)).item()


def bits_of_counts(codes: Tensor, unseen: Tensor, characters: int) -> float:
    """As :func:`bits`, by how often each character stands in ``codes``, plus one.

    Example:
        >>> from seqgraph.text.experiment import bits_of_counts
        >>> # Of the first three, a is one of six: (0 + 1) / (3 + 3).
        >>> needed = bits_of_counts(torch.tensor([1, 1, 2]), torch.tensor([2, 0]), 3)
        >>> round(2**-needed, 4)
        0.1667
    """
    p = (torch.bincount(codes, minlength=characters) + 1.0).double()
    return -(p / p.sum()).log2()[unseen[1:]].mean().item()


def bits_of_pairs(codes: Tensor, unseen: Tensor, characters: int) -> float:
    """As :func:`bits`, by how often each character follows the one before it, plus
    one.

    Example:
        >>> from seqgraph.text.experiment import bits_of_pairs
        >>> # b follows a in two of two: (2 + 1) / (2 + 2).
        >>> 2 ** -bits_of_pairs(torch.tensor([0, 1, 0, 1]), torch.tensor([0, 1]), 2)
        0.75
    """
    # Only pairs that occur: of 8,000 characters all pairs would fill half a gigabyte.
    seen, often = (codes[:-1] * characters + codes[1:]).unique(return_counts=True)
    asked = unseen[:-1] * characters + unseen[1:]
    at = torch.searchsorted(seen, asked).clamp(max=len(seen) - 1)
    together = torch.where(seen[at] == asked, often[at], 0).double()
    before = torch.bincount(codes[:-1], minlength=characters)[unseen[:-1]].double()
    return -((together + 1) / (before + characters)).log2().mean().item()
