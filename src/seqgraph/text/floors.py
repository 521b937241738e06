"""What predicts a text without a network: counts of every order, smoothed and not, and
compressors."""

import bz2
import dataclasses
import lzma
import math
from collections.abc import Iterator
from typing import final

import numpy as np
import torch

from ..runs.experiment import Measured, Numbers, register, whole
from . import corpus
from .grams import Grams, KneserNey, counted, plus_one
from .parts import TaleExperiment

DISCOUNTS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
COMPRESSORS = {
    "bz2": bz2.compress,
    "xz": lambda content: lzma.compress(content, preset=9 | lzma.PRESET_EXTREME),
}


@dataclasses.dataclass
class Counts:
    """What was counted of a text, by order from 1 on.

    Example:
        >>> len(Counts([]).grams)
        0
    """

    grams: list[Grams]


@register
@final
@dataclasses.dataclass(frozen=True)
class TextFloors(TaleExperiment[Counts]):
    """Count the stretches of a text up to a length; nothing is learnt by descent.

    Example:
        >>> print(TextFloors(part="tuning"))
        TextFloors(part='tuning')
    """

    steps: int = whole(10, "orders: characters of the longest stretch counted")

    def model(self) -> Counts:
        return Counts([])

    def train(self, model: Counts, device: torch.device) -> Iterator[Numbers]:
        """Yield for each order what a character of the text that was counted costs by
        its own counts, plus one (nats)."""
        characters, learnt, _ = self.parts()
        codes = corpus.encode(learnt, characters).numpy()
        model.grams = counted(codes, len(characters), self.steps)
        for n in range(1, self.steps + 1):
            yield {"loss": -np.log(plus_one(model.grams[:n], codes)).mean().item()}

    def evaluate(self, model: Counts, device: torch.device) -> Measured:
        """Bits per character of the text to predict, but its first. Tables:
        ``plus_one`` (order, bits), ``kneser_ney`` (order, discount, bits) and
        ``compressors`` (name, bits; see :func:`bits_compressed`)."""
        characters, learnt, asked = self.parts()
        codes = corpus.encode(asked, characters).numpy()
        orders = range(1, self.steps + 1)
        pairs = [(n, d) for n in orders for d in DISCOUNTS]
        plain = [plus_one(model.grams[:n], codes) for n in orders]
        smooth = [KneserNey(model.grams[:n], d).probabilities(codes) for n, d in pairs]
        return Measured(
            {"bits_uniform": math.log2(len(characters))},
            {
                "plus_one": {"order": [*orders], "bits": [bits(p) for p in plain]},
                "kneser_ney": {
                    "order": [n for n, _ in pairs],
                    "discount": [d for _, d in pairs],
                    "bits": [bits(p) for p in smooth],
                },
                "compressors": {
                    "name": [*COMPRESSORS],
                    "bits": [
                        bits_compressed(each, learnt, asked) for each in COMPRESSORS
                    ],
                },
            },
        )


def bits(p: np.ndarray) -> float:
    """The mean price of characters that had these probabilities (N,), but the first.

    Example:
        >>> bits(np.array([0.1, 0.5, 0.125]))
        2.0
    """
    return -np.log2(p[1:]).mean().item()


def bits_compressed(name: str, learnt: str, asked: str) -> float:
    """How many bits a character of ``asked`` adds when it is compressed together with
    what stands before it: an upper bound of what the method needs, since a file also
    has a head, and ends on a whole byte.

    Example:
        >>> again = "a fox met a wolf and a hen met a goose; " * 9
        >>> bits_compressed("xz", again, again) < 0.2 < bits_compressed("xz", "", again)
        True
    """
    compress = COMPRESSORS[name]
    before, after = (len(compress(t.encode())) for t in (learnt, learnt + asked))
    return 8 * (after - before) / len(asked)
