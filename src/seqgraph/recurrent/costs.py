"""What a training step costs: the names under which the benchmarks report it, and the
questions that a page asks of their reports."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np

from ..measure.benchmarks import Claim, Report
from ..runs.randomness import generator
from . import palindromes
from .experiment import Palindromes
from .prefixes import Prefixes

# The ways to make a step.
LIBRARY, PLAIN = "nn.LSTM", "the plain loop"
BY_HAND, AUTOGRAD = "by hand", "prefixes shared, by autograd"
NOT_SHARED = "by hand, prefixes not shared"
OTHER_LIBRARY = "by hand, the other library"
FLOOR, OUR_FLOOR = "the products alone", "the shared products alone"
LIBRARY_KEPT, BY_HAND_KEPT = "nn.LSTM, memory kept", "by hand, memory kept"

COURSE = "lstm step, the course's size"
# Other sizes that are measured, one setting changed at a time.
GROWTH = {"length": (4, 20, 40), "batch": (64, 1024), "hidden": (64, 512)}


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


def resized(setting: str, value: int) -> str:
    """The name of an LSTM's step with one setting changed.

    Example:
        >>> resized("batch", 64), resized("batch", 256)
        ('lstm step, batch = 64', "lstm step, the course's size")
    """
    course = getattr(Palindromes(), setting)
    return COURSE if value == course else f"lstm step, {setting} = {value}"


def states(length: int, batch: int) -> int:
    """How many states are computed for a batch, equal beginnings once.

    Example:
        >>> states(10, 256) < 0.5 * 256 * 41
        True
    """
    x, _ = palindromes.draw(length, batch, generator(0, "costs"))
    return Prefixes.shared(x).count


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
    variant of ours."""

    claims: dict[tuple[str, str, str], Claim]
    seconds: dict[str, dict[str, list[float]]]
    """By what was measured: the seconds of each way, a round each."""

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Self:
        """All claims of these reports."""
        claims = [claim for report in reports for claim in report.claims]
        seconds: dict[str, dict[str, list[float]]] = {}
        for claim in claims:
            seconds.setdefault(claim.what, {}).update(claim.values)
        return cls({(c.what, c.rival, c.ours): c for c in claims}, seconds)

    def __getitem__(self, key: tuple[str, str, str]) -> Claim:
        return self.claims[key]

    def ratio(self, what: str, rival: str, ours: str = BY_HAND) -> str:
        """How many times as fast as its rival ours is, in words."""
        return spread(self[what, rival, ours].ratios, digits=1)

    def ratios(self, whats: Iterable[str], rival: str, ours: str = BY_HAND) -> str:
        """The same of several things."""
        return " and ".join(self.ratio(what, rival, ours) for what in whats)

    def apart(self, what: str, one: str, other: str, rival: str = LIBRARY) -> str:
        """How many times as fast one of two ways is as the other, in words: from their
        ratios to a rival in the same rounds."""
        by_one, by_other = (self[what, rival, way].ratios for way in (one, other))
        return spread(np.divide(by_one, by_other).tolist())

    def relative(self, what: str, way: str, other: str = LIBRARY) -> float:
        """How long one way takes where another takes 1: the median over the rounds."""
        seconds = self.seconds[what]
        return float(np.median(np.divide(seconds[way], seconds[other])))

    def grown(self, what: str, way: str, since: str = COURSE) -> float:
        """How many times as long a way takes for one thing as for another, measured in
        the same rounds: the median over them."""
        now, before = (self.seconds[each][way] for each in (what, since))
        return float(np.median(np.divide(now, before)))
