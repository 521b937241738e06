"""What a training step costs: the names under which the benchmarks report it, and the
questions that a page asks of their reports."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np

from ..measure.benchmarks import Claim, Report
from .experiment import Palindromes

# The ways to make a step.
LIBRARY, PLAIN = "nn.LSTM", "the plain loop"
PACKED, BY_LENGTH = "nn.LSTM, packed", "nn.LSTM, by length"
BY_HAND, AUTOGRAD = "by hand", "prefixes shared, by autograd"
NOT_SHARED = "by hand, prefixes not shared"
OTHER_LIBRARY = "by hand, the other library"
FLOOR, OUR_FLOOR = "the products alone", "the shared products alone"

# The parts of an update of the weights, and what was measured of it.
PARTS = (
    "forward products",
    "forward gates",
    "backward products",
    "backward gates",
    "optimiser",
    "the rest",
)
UPDATE = "the plain loop's update, T = 10"
# One operation at a time, of the sizes of a step.
PRODUCT, COPY, TINY = "W h", "a copy of 64 MiB", "1 · 1"
OPERATIONS = "one operation"
BATCHES = tuple(2**n for n in range(11))

COURSE = "lstm step, the course's size"
# Other sizes that are measured, one setting changed at a time.
GROWTH = {"length": (4, 20, 40), "batch": (64, 1024), "hidden": (64, 512)}


def given_back(way: str) -> str:
    """The name of a way in a process that gives freed memory back to the system; all
    others keep it.

    Example:
        >>> given_back(LIBRARY)
        'nn.LSTM, memory given back'
    """
    return f"{way}, memory given back"


def step(cell: str, length: int) -> str:
    """The name of a training step of the course's size, at this nominal length."""
    return f"{cell} step, T = {length}"


def in_two_processes(length: int) -> str:
    """The name of an LSTM's step, where one process keeps its memory and one does
    not."""
    return f"{step('lstm', length)}, in two processes"


def peak_memory(length: int) -> str:
    """The name of the memory that an LSTM's steps ask for."""
    return f"{step('lstm', length)}, peak memory"


def by_batch(way: str) -> str:
    """The name of an LSTM's step in batches of BATCHES."""
    return f"{step('lstm', 10)}, by batch: {way}"


def resized(setting: str, value: int) -> str:
    """The name of an LSTM's step with one setting changed.

    Example:
        >>> resized("batch", 64), resized("batch", 256)
        ('lstm step, batch = 64', "lstm step, the course's size")
    """
    course = getattr(Palindromes(), setting)
    return COURSE if value == course else f"lstm step, {setting} = {value}"


def spread(ratios: Sequence[float], digits: int = 2) -> str:
    """The median of some rounds' ratios, the least and the largest, in words.

    Example:
        >>> spread([2.0, 3.0, 2.5])
        '2.50 (2.00 to 3.00)'
    """
    median, least, most = (f(ratios) for f in (np.median, min, max))
    return f"{median:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


@dataclasses.dataclass(frozen=True)
class Findings:
    """The claims of several benchmarks, found by what was measured, the rival and the
    variant of ours; and the seconds of everything."""

    claims: dict[tuple[str, str, str], Claim]
    seconds: dict[str, dict[str, list[float]]]
    """By what was measured: the seconds of each way, a round each."""

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Self:
        """All claims and series of these reports."""
        reports = list(reports)
        claims = [claim for report in reports for claim in report.claims]
        seconds = {what: dict(v) for r in reports for what, v in r.series.items()}
        for claim in claims:
            seconds.setdefault(claim.what, {}).update(claim.values)
        return cls({(c.what, c.rival, c.ours): c for c in claims}, seconds)

    def __getitem__(self, key: tuple[str, str, str]) -> Claim:
        return self.claims[key]

    def ratio(self, what: str, rival: str, ours: str = BY_HAND) -> str:
        """How many times as fast as its rival ours is, in words."""
        return spread(self[what, rival, ours].ratios, digits=1)

    def apart(self, what: str, one: str, other: str, rival: str = LIBRARY) -> str:
        """How many times as fast one of two ways is as the other, in words: from their
        ratios to a rival in the same rounds."""
        by_one, by_other = (self[what, rival, way].ratios for way in (one, other))
        return spread(np.divide(by_one, by_other).tolist())

    def relative(self, what: str, way: str, other: str = LIBRARY) -> float:
        """How long one way takes where another takes 1: the median over the rounds."""
        seconds = self.seconds[what]
        return float(np.median(np.divide(seconds[way], seconds[other])))
