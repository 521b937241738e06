"""The course's toy tasks by name. A task is a module: what is read and asked."""

from typing import Protocol

import torch
from torch import Tensor

from . import baum_sweet, combinations, palindromes


class Task(Protocol):
    """What every task offers. T is its nominal length, N counts sequences.

    Example:
        >>> x, y = TASKS["baum-sweet"].draw(4, 2, torch.Generator())
        >>> x.shape, y.shape
        (torch.Size([2, 16]), torch.Size([2]))
    """

    def check_length(self, name: str, length: int) -> None:
        """Raise InputError for a length that the task does not have."""
        ...

    def sizes(self, length: int) -> tuple[int, int]:
        """How many kinds of symbol are read, and how many classes there are."""
        ...

    def steps(self, length: int) -> int:
        """How many symbols are read."""
        ...

    def draw(
        self, length: int, batch: int, generator: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """A fresh batch: symbols (B, steps) and classes (B,)."""
        ...

    def count(self, length: int) -> int:
        """How many sequences ``every`` would have to go through."""
        ...

    def every(self, length: int) -> tuple[Tensor, Tensor, Tensor]:
        """All there is to read: symbols (N, steps), classes (N,), and how many equally
        likely draws (N,) give each."""
        ...


TASKS: dict[str, Task] = {
    "palindromes": palindromes,
    "baum-sweet": baum_sweet,
    "combinations": combinations,
}
