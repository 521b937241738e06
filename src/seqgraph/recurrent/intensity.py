"""Between memory and arithmetic: how many operations there are for each number that is
moved, and how long each would take alone."""

from typing import NamedTuple

from . import costs
from .costs import FUSED_GATES, GATES, Findings
from .experiment import Palindromes


class Work(NamedTuple):
    """What an operation does.

    Example:
        >>> Work(operations=8.0, moved=2.0).intensity
        4.0
    """

    operations: float
    """Multiply-adds; a sum, a product, a sigmoid or a tanh counts as one."""
    moved: float
    """Numbers that are read or written, each array once."""

    @property
    def intensity(self) -> float:
        """Operations for each number moved."""
        return self.operations / self.moved


def addition(batch: int, units: int) -> Work:
    """An array (B, 4H), as large as what an LSTM's product writes, is added to
    another.

    Example:
        >>> addition(256, 256).intensity
        0.3333333333333333
    """
    numbers = 4 * batch * units
    return Work(numbers, 3 * numbers)


def product(batch: int, units: int) -> Work:
    """An LSTM's product of its weights (4H, H) and a batch of states (B, H).

    Example:
        >>> product(1, 256).intensity < 1 < 100 < product(256, 256).intensity
        True
    """
    read = 4 * units * units + batch * units
    return Work(4 * batch * units * units, read + 4 * batch * units)


class Rates(NamedTuple):
    """What a machine does, as far as was measured."""

    computed: float
    """Multiply-adds a second, in a product of matrices."""
    moved: float
    """Numbers read and written a second, where one large array is added to another."""
    asked: float
    """Seconds for an operation on single numbers."""

    @classmethod
    def of(cls, found: Findings) -> "Rates":
        """The best rates of the machine of a report.

        Example:
            >>> from seqgraph.measure.benchmarks import Report
            >>> Rates.of(Findings.of([Report.load("rates")])).threshold > 1
            True
        """
        computing, a_byte, asked = (found.best(costs.FOR_ONE, k) for k in costs.KINDS)
        return cls(1 / computing, 1 / (4 * a_byte), asked)

    @property
    def threshold(self) -> float:
        """How many multiply-adds take as long as to move one number."""
        return self.computed / self.moved

    def alone(self, work: Work) -> tuple[float, float, float]:
        """The seconds to ask for an operation, to move its numbers, and to compute it,
        each by itself.

        Example:
            >>> rates = Rates(computed=100.0, moved=10.0, asked=2.0)
            >>> rates.alone(Work(operations=300.0, moved=5.0))
            (2.0, 0.5, 3.0)
        """
        return self.asked, work.moved / self.moved, work.operations / self.computed


def gates() -> dict[str, Work]:
    """What an LSTM does to one symbol after its product, in two ways.

    For each unit the gates have three sigmoids and two tanhs, which read and write one
    number each, and three products and a sum, which read two. Fused, they read a row of
    four and c, and write c and h.

    Example:
        >>> {name: work.moved // 256**2 for name, work in gates().items()}
        {'gates': 22, 'gates, fused': 7}
    """
    config = Palindromes()
    cells = config.batch * config.hidden
    return {GATES: Work(9 * cells, 22 * cells), FUSED_GATES: Work(9 * cells, 7 * cells)}


def chain(count: int, fused: bool) -> Work:
    """So many times, half of y is added to x and written over y, in costs.NUMBERS
    numbers: both are read and one is written, each time or, fused, once.

    Example:
        >>> chain(8, fused=False).moved // chain(8, fused=True).moved
        8
    """
    sweeps = 1 if fused else count
    return Work(count * costs.NUMBERS, 3 * sweeps * costs.NUMBERS)
