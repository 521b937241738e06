"""A language model of a reader's own text, at the course's settings: page 2.2b.

Unlike the course's experiment it measures little, and in a bounded time and memory: a
reader's text may be long and have thousands of different characters.
"""

import dataclasses
import hashlib
import lzma
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..errors import InputError, MissingData, shown
from ..runs import data, training
from ..runs.decoding import decoded
from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator
from ..runs.room import outputs
from . import corpus
from .experiment import STAGES, CharLM, bits, bits_of_counts, bits_of_pairs
from .language_model import LanguageModel

MOST_CHARACTERS = 8_000  # different ones
LONGEST = 100_000_000  # bytes
FEWEST_UPDATES, MOST_UPDATES = 1_000, STAGES["3/3"]
# What is measured of the last tenth, and what the floors count, at most; each grows
# with the updates, so that measuring takes a small part of the time of training.
HEARD, COUNTED = 20_000, 2_000_000
COURSE = {
    "grimms-fairy-tales.txt#bee0f145733d": (corpus.GRIMM, None),
    "darwin-nl.txt#9d3fdca0045e": ("texts/darwin-nl.txt", None),
    "calculus.tex#f4f62016d93f": ("texts/calculus.tex", "latin-1"),
}
"""The course's texts, by the names that :func:`hold` gives them: file and encoding."""
_HELD: dict[str, str] = {}
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,24}#[0-9a-f]{12}")


def named(text: str, file: str) -> str:
    """The name of a text as a setting: the end of its file's path in ASCII, and the
    beginning of the SHA-256 of its characters, so that a text is the same wherever it
    lies and in whatever encoding.

    Example:
        >>> named("A fox.", "/home/eva/Märchen.txt")
        'Marchen.txt#e58a49bfc1d4'
    """
    digest = hashlib.sha256()
    for start in range(0, len(text), 1_000_000):
        piece = text[start : start + 1_000_000]
        digest.update(piece.encode("utf-8", "surrogatepass"))
    end = re.split(r"[/\\]", file)[-1]
    ascii_ = unicodedata.normalize("NFKD", end).encode("ascii", "ignore").decode()
    label = re.sub(r"[^A-Za-z0-9_.-]+", "-", ascii_)[-24:].strip(".-") or "text"
    return f"{label}#{digest.hexdigest()[:12]}"


def hold(text: str, file: str) -> str:
    """Keep a text for the experiments of this process; its name as a setting.

    Example:
        >>> name = hold("A fox met a wolf, and the wolf met the fox.", "tale.txt")
        >>> OwnText(text=name).content()[:5]
        'A fox'
    """
    name = named(text, file)
    _HELD[name] = text
    return name


def updates(characters: int) -> int:
    """How many updates a text is worth: one for every 64 characters that are learnt
    from, so that each is read some thirty times, but at least 1,000 and at most the
    course's 8,441.

    Example:
        >>> updates(540_241), updates(100_000), updates(1_000)
        (8441, 1562, 1000)
    """
    return min(max(characters // CharLM.batch, FEWEST_UPDATES), MOST_UPDATES)


def _text(doc: str) -> Any:
    def check(name: str, value: Any) -> None:
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            raise InputError(
                f"{name} must be a name that seqgraph.text.own_text.hold gave a text; "
                f"got {shown(value)}"
            )

    default = next(iter(COURSE))
    return dataclasses.field(default=default, metadata={"doc": doc, "check": check})


@register
@final
@dataclasses.dataclass(frozen=True)
class OwnText(Experiment[LanguageModel]):
    """Train a language model on windows of the first nine tenths of any text.

    Example:
        >>> OwnText(steps=1000).changed
        {'steps': 1000}
    """

    text: str = _text("name of the text, and the beginning of its SHA-256")
    length: int = whole(CharLM.length, "T, characters of a window", most=10_000)
    batch: int = whole(CharLM.batch, "windows per update, at random offsets")
    embedding: int = whole(CharLM.embedding, "dimensions of a character's vector")
    hidden: int = whole(CharLM.hidden, "units of a layer")
    layers: int = whole(CharLM.layers, "layers", most=1000)
    steps: int = whole(MOST_UPDATES, "updates")
    lr: float = real(CharLM.lr, "Adam's learning rate")
    clip: float = real(
        CharLM.clip,
        "largest norm of the whole gradient; a longer one is scaled down to it",
    )
    seed: int = random_seed(CharLM.seed, "weights and offsets")

    @property
    def data(self) -> tuple[str, ...]:
        return (COURSE[self.text][0],) if self.text in COURSE else ()

    def content(self) -> str:
        """The text.

        Raises:
            MissingData: it was not handed to :func:`hold`, nor is it the course's.
        """
        if self.text in _HELD:
            return _HELD[self.text]
        if self.text not in COURSE:
            raise MissingData(
                f"the text {corpus.shown(self.text)} is not at hand; "
                "`seqgraph learn FILE` learns from it"
            )
        file, encoding = COURSE[self.text]
        return decoded(data.fetch(file).read_bytes(), file, encoding)

    def parts(self) -> tuple[str, str, str]:
        """The vocabulary, what is learnt from, and the last tenth.

        Raises:
            InputError: the text is too short, or has too many different characters.
        """
        learnt, last = corpus.split(self.content())
        if len(learnt) <= self.length or len(last) < 2:
            raise InputError(
                f"{corpus.shown(self.text)} is too short: {len(learnt)} characters to "
                f"learn from, where a window takes {self.length + 1}, "
                f"and {len(last)} to be measured on"
            )
        counted = corpus.counts(learnt) + corpus.counts(last)
        vocabulary = "".join(map(chr, np.flatnonzero(counted).tolist()))
        if len(vocabulary) > MOST_CHARACTERS:
            raise InputError(
                f"{corpus.shown(self.text)} has {len(vocabulary):,} different "
                f"characters; at most {MOST_CHARACTERS:,} can be learnt"
            )
        return vocabulary, learnt, last

    def model(self) -> LanguageModel:
        model = self._model(self.parts()[0])
        model.draw(generator(self.seed, "weights"))
        return model

    def restore(self, tensors: dict[str, Tensor]) -> LanguageModel:
        model = self._model("".join(map(chr, tensors["characters"].tolist())))
        model.load_state_dict(tensors)
        return model

    def _model(self, vocabulary: str) -> LanguageModel:
        return LanguageModel(
            vocabulary, [], self.embedding, self.hidden, self.layers, dropout=0.0
        )

    def kept(self, model: LanguageModel) -> int:
        # A layer's two matrices make one set of gates.
        return self.batch * self.length * outputs(model) // 2

    def train(self, model: LanguageModel, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats a character) of each update's batch."""
        # Two bytes a character: of 100 million, 200 MB.
        codes = corpus.encode(self.parts()[1], model.vocabulary, torch.int16)
        offsets = generator(self.seed, "offsets")

        def step(batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
            x, y = (part.long().to(device) for part in batch)
            logits, _ = model(x)
            return {"loss": F.cross_entropy(logits.flatten(0, 1), y.flatten())}

        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        batches = (
            corpus.windows(codes, self.length, self.batch, offsets)
            for _ in training.updates(self.steps, model, optimizer, offsets)
        )
        return training.fit(model, batches, step, optimizer, clip=self.clip)

    def evaluate(self, model: LanguageModel, device: torch.device) -> Measured:
        """Bits per character over the beginning of the last tenth, by the model and by
        three floors: counts of characters, counts of pairs, and a program that packs
        files, which has packed what was learnt from before."""
        learnt, last = corpus.split(self.content())
        learnt = learnt[-min(COUNTED, 2_000 * self.steps) :]
        last = last[: max(min(HEARD, 20 * self.steps), 2)]
        codes, unseen = (corpus.encode(t, model.vocabulary) for t in (learnt, last))
        characters = len(model.vocabulary)
        return Measured(
            {
                "bits": bits(model, unseen.to(device)),
                "bits_characters": bits_of_counts(codes, unseen, characters),
                "bits_pairs": bits_of_pairs(codes, unseen, characters),
                "bits_packed": bits_of_packing(learnt, last),
                "characters": characters,
                "length": len(self.content()),
            }
        )


def bits_of_packing(learnt: str, last: str) -> float:
    """Bits per character by which xz packs a text longer when it goes on.

    Example:
        >>> tale = "The fox met the wolf, and the wolf met the fox. "
        >>> bits_of_packing(tale, tale) < bits_of_packing(tale, "Qx7!pL2#zR9~") / 4
        True
    """
    before, both = (len(lzma.compress(t.encode())) for t in (learnt, learnt + last))
    return 8 * (both - before) / len(last)
