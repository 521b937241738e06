"""Between memory and arithmetic: how many operations there are for each number that is
moved, and how many a second that made."""

from typing import NamedTuple

from . import costs
from .costs import FUSED_GATES, GATES, NUMBERS, OPERATIONS, PRODUCT, SWEEPS, Findings
from .experiment import Palindromes


class Work(NamedTuple):
    """What an operation does, and how long it took.

    Example:
        >>> work = Work(operations=8.0, moved=2.0, seconds=0.5)
        >>> work.intensity, work.rate
        (4.0, 16.0)
    """

    operations: float
    """Multiply-adds; a sum, a product, a sigmoid or a tanh counts as one."""
    moved: float
    """Numbers that are read or written, each array once."""
    seconds: float

    @property
    def intensity(self) -> float:
        """Operations for each number moved."""
        return self.operations / self.moved

    @property
    def rate(self) -> float:
        """Operations a second."""
        return self.operations / self.seconds


def addition(batch: int, units: int, seconds: float = float("nan")) -> Work:
    """A sum of two arrays (B, 4H), as large as what an LSTM's product writes.

    Example:
        >>> addition(256, 256).intensity
        0.3333333333333333
    """
    numbers = 4 * batch * units
    return Work(numbers, 3 * numbers, seconds)


def product(batch: int, units: int, seconds: float = float("nan")) -> Work:
    """An LSTM's product of its weights (4H, H) and a batch of states (B, H).

    Example:
        >>> product(1, 256).intensity < 1 < 100 < product(256, 256).intensity
        True
    """
    read = 4 * units * units + batch * units
    return Work(4 * batch * units * units, read + 4 * batch * units, seconds)


class Rates(NamedTuple):
    """What a machine does, as far as was measured."""

    computed: float
    """Multiply-adds a second, in a product of matrices."""
    moved: float
    """Numbers read and written a second, in a copy of a large array."""
    asked: float
    """Seconds for an operation on two single numbers."""

    @classmethod
    def of(cls, found: Findings) -> "Rates":
        """The rates of the machine of a report.

        Example:
            >>> from seqgraph.measure.benchmarks import Report
            >>> Rates.of(Findings.of([Report.load("step")])).threshold > 1
            True
        """
        copied = 2 * NUMBERS / found.median(OPERATIONS, costs.COPY)
        tiny = found.median(OPERATIONS, costs.TINY)
        return cls(points(found)["product"].rate, copied, tiny)

    @property
    def threshold(self) -> float:
        """How many multiply-adds take as long as to move one number."""
        return self.computed / self.moved

    def alone(self, work: Work) -> tuple[float, float, float]:
        """The seconds to ask for an operation, to move its numbers, and to compute it,
        each by itself.

        Example:
            >>> rates = Rates(computed=100.0, moved=10.0, asked=2.0)
            >>> rates.alone(Work(operations=300.0, moved=5.0, seconds=float("nan")))
            (2.0, 0.5, 3.0)
        """
        return self.asked, work.moved / self.moved, work.operations / self.computed


def points(found: Findings) -> dict[str, Work]:
    """The operations of one symbol of a step: its product, and its gates in two ways.

    For each unit the gates have three sigmoids and two tanhs, which read and write one
    number each, and three products and a sum, which read two. Fused, they read a row of
    four and c, and write c and h.
    """
    config = Palindromes()
    cells = config.batch * config.hidden
    return {
        "product": product(
            config.batch, config.hidden, found.median(OPERATIONS, PRODUCT)
        ),
        GATES: Work(9 * cells, 22 * cells, found.median(SWEEPS, GATES)),
        FUSED_GATES: Work(9 * cells, 7 * cells, found.median(SWEEPS, FUSED_GATES)),
    }
