"""What a training step costs: the names under which the benchmarks report it, and the
questions that a page asks of their reports."""

import dataclasses
import math
import statistics
from collections.abc import Iterable
from typing import Self

from ..measure.benchmarks import Ratio, Report
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
# What one multiply-add, byte and operation take at best, and a step of the plain loop
# for one sequence if each of the three took its time alone: by the page's script.
FOR_ONE = "seconds for one"
ALONE = "the plain loop, T = 10, batch = 1, each alone"
KINDS = ARITHMETIC, BANDWIDTH, OVERHEAD = "arithmetic", "bandwidth", "overhead"
BATCHES = tuple(2**n for n in range(11))
WIDTHS = 64, 128, 256, 512

# So many multiply-adds for each of NUMBERS numbers, and an LSTM's gates of one symbol.
CHAINS, NUMBERS, PER_NUMBER = "chains", 2**23, (1, 2, 4, 8, 16)
OF_GATES, GATES, FUSED_GATES = "gates of one symbol", "gates", "gates, fused"

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


def by_width(way: str) -> str:
    """The name of an LSTM's step for one sequence, with WIDTHS units."""
    return f"{step('lstm', 10)}, batch = 1, by units: {way}"


def one_sweep(count: int) -> str:
    """The name of a sweep that does ``count`` multiply-adds to each number."""
    return f"{count} in one sweep"


def sweep_for_each(count: int) -> str:
    """The name of ``count`` sweeps that do one multiply-add to each number."""
    return f"{count} sweeps"


def resized(setting: str, value: int) -> str:
    """The name of an LSTM's step with one setting changed.

    Example:
        >>> resized("batch", 64), resized("batch", 256)
        ('lstm step, batch = 64', "lstm step, the course's size")
    """
    course = getattr(Palindromes(), setting)
    return COURSE if value == course else f"lstm step, {setting} = {value}"


@dataclasses.dataclass(frozen=True)
class Findings:
    """The seconds, or MiB, of everything that some benchmarks measured."""

    seconds: dict[str, dict[str, list[float]]]
    """By what was measured: the seconds of each way, a round each."""

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Self:
        """All claims and series of these reports."""
        seconds: dict[str, dict[str, list[float]]] = {}
        for report in reports:
            for what, values in report.series.items():
                seconds.setdefault(what, {}).update(values)
            for claim in report.claims:
                seconds.setdefault(claim.what, {}).update(claim.values)
        return cls(seconds)

    def median(self, what: str, way: str) -> float:
        """The median over the rounds."""
        return statistics.median(self.seconds[what][way])

    def best(self, what: str, way: str) -> float:
        """The least over the rounds: whatever disturbs one makes it longer."""
        return min(self.seconds[what][way])

    def exponent(self, setting: str, way: str) -> float:
        """How the median grows with one setting: as its power with this exponent, by
        least squares over the sizes of GROWTH and the course's, in logarithms.

        Example:
            >>> sizes = {resized("length", T): 1e-3 * T**2 for T in (4, 10, 20, 40)}
            >>> seconds = {size: {BY_HAND: [took]} for size, took in sizes.items()}
            >>> round(Findings(seconds).exponent("length", BY_HAND), 6)
            2.0
        """
        sizes = [*GROWTH[setting], getattr(Palindromes(), setting)]
        medians = [self.median(resized(setting, size), way) for size in sizes]
        logs = [[math.log(each) for each in values] for values in (sizes, medians)]
        return statistics.linear_regression(*logs).slope

    def times(self, what: str, rival: str, ours: str = BY_HAND) -> Ratio:
        """How many times less time, or memory, ours takes than its rival."""
        seconds = self.seconds[what]
        return Ratio.of(seconds[rival], seconds[ours])
