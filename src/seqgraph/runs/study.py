"""A study: the runs of one comparison, declared once. What is measured over them stands
beside it in its part, and report, page and claim read both."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from .experiment import Experiment


@dataclasses.dataclass(frozen=True)
class Study:
    """The runs behind one question of the assignment.

    Example:
        >>> from seqgraph import Palindromes
        >>> from seqgraph.runs.sweeps import grid
        >>> runs = grid(Palindromes(), seed=(5, 10, 20))
        >>> study = Study("1.3", "LSTM on binary palindromes", runs)
    """

    number: str
    """The question's, such as 1.3."""
    title: str
    runs: Sequence[Experiment[Any]]
    """Recorded runs."""
    weights: Sequence[Experiment[Any]] = ()
    """Runs whose trained weights the page uses as well."""
