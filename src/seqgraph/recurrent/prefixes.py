"""Which beginnings of a batch's sequences are equal: a plan for computing each of them
once. It reads symbols, and knows nothing of cells.

Shapes: B sequences of T symbols; N distinct prefixes of the length at hand, N⁻ of the
length before it; P prefixes of all lengths 1 ... T. A tensor of states has 1 + P rows:
the empty prefix's, then those of the P prefixes, the shortest first.

The distinct sequences are sorted, so that equal beginnings lie side by side: once two
neighbours have differed they are apart for good, and a prefix is a run of neighbours
that have not. Prefixes are numbered in that order. So parents never fall from one
prefix to the next, and where N = N⁻ each prefix has the number of its parent.
"""

import dataclasses
from typing import Self

import torch
from torch import Tensor


@dataclasses.dataclass(frozen=True)
class Step:
    """The prefixes of one length; a prefix without its last symbol is its parent."""

    above: slice
    """The rows of the N⁻ parents, in a tensor of states."""
    rows: slice
    """The rows of the N prefixes themselves, in a tensor of states."""
    symbols: Tensor
    """The last symbol of each prefix: (N,)."""
    parents: Tensor | None
    """The parent of each prefix, 0..N⁻-1: (N,). None where N = N⁻ and each prefix has
    the number of its parent."""

    def inherit(self, values: Tensor) -> Tensor:
        """Hand the rows of the parents to their children: (N⁻, ·) to (N, ·)."""
        return values if self.parents is None else values.index_select(0, self.parents)

    def gather(self, gradients: Tensor, out: Tensor | None = None) -> Tensor:
        """Sum the rows of each parent's children, (N, ·) to (N⁻, ·), into ``out`` if it
        is given: the transpose of :meth:`inherit`."""
        if self.parents is None:
            return gradients if out is None else out.copy_(gradients)
        shape = self.above.stop - self.above.start, gradients.shape[1]
        sums = gradients.new_zeros(shape) if out is None else out.zero_()
        return sums.index_add_(0, self.parents, gradients)


@dataclasses.dataclass(frozen=True)
class Prefixes:
    """The prefixes of a batch of sequences, length by length."""

    steps: list[Step]
    """One for each length 1 ... T."""
    whole: Tensor
    """Which prefix of length T each sequence is: (B,)."""

    @property
    def states(self) -> int:
        """1 + P, the rows of a tensor of states."""
        return self.steps[-1].rows.stop

    @classmethod
    def shared(cls, x: Tensor) -> Self:
        """Equal prefixes of the sequences x (B, T) are one prefix."""
        sequences, whole = x.unique(dim=0, return_inverse=True)
        # Does a sequence begin a new prefix, or share that of the one before it?
        new = torch.ones_like(sequences, dtype=torch.bool)
        new[1:] = (sequences[1:] != sequences[:-1]).cumsum(1) > 0
        number = new.cumsum(0) - 1
        parent = torch.nn.functional.pad(number, (1, -1))  # the empty prefix is 0
        counts = new.sum(0).tolist()
        return cls(_steps(counts, sequences.T[new.T], parent.T[new.T]), whole)

    @classmethod
    def apart(cls, x: Tensor) -> Self:
        """Each sequence of x (B, T) has prefixes of its own, equal to others or not."""
        whole = torch.arange(len(x), device=x.device)
        parent = whole.repeat(x.shape[1], 1)
        parent[0] = 0
        counts = [len(x)] * x.shape[1]
        return cls(_steps(counts, x.T.flatten(), parent.flatten()), whole)


def _steps(counts: list[int], symbols: Tensor, parents: Tensor) -> list[Step]:
    """Cut the symbols and parents of all prefixes (P,) into steps of N = ``counts``."""
    steps, above = [], slice(0, 1)
    parts = zip(symbols.split(counts), parents.split(counts), strict=True)
    for count, (last, parent) in zip(counts, parts, strict=True):
        rows = slice(above.stop, above.stop + count)
        same = count == above.stop - above.start
        steps.append(Step(above, rows, last, None if same else parent))
        above = rows
    return steps
