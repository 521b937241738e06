"""Which beginnings of a batch's sequences are equal: a plan for computing each of them
once. It reads symbols, and knows nothing of cells.

Shapes: B sequences of T symbols; N distinct prefixes of the length at hand, N⁻ of the
length before it; P prefixes of all lengths 1 ... T.

A prefix without its last symbol is its parent. The prefixes of a length have places
0..N-1: the first child of a parent takes the parent's place, its other children take
new ones behind all that are taken. So what is known of the parents is handed on to most
children by leaving it where it is.

A tensor of states holds, for the lengths 1 ... T one after the other, the states before
the last symbol of each prefix, which are those of the parents; then the states after
the last symbol of all. So the states after one length are the first of those before the
next.
"""

import dataclasses
from typing import Self

import torch
from torch import Tensor

from ..measure import meaning


@dataclasses.dataclass(frozen=True)
class Step:
    """The prefixes of one length.

    Example:
        >>> x = torch.tensor([[0, 0], [0, 1]])  # one beginning that forks
        >>> first, second = Prefixes.shared(x).steps
        >>> first.symbols.tolist(), second.symbols.tolist(), second.forks.tolist()
        ([0], [0, 1], [0])
        >>> second.inherit(torch.tensor([[7.0]])).tolist()
        [[7.0], [7.0]]
    """

    rows: slice
    """Their N rows in a tensor of P rows, and of the states before in one of states."""
    after: slice
    """The N rows of the states after, in a tensor of states."""
    symbols: Tensor
    """The last symbol of each prefix: (N,)."""
    forks: Tensor
    """The places of the parents of those in new places, N⁻..N-1: (N - N⁻,)."""

    def hand_down(self, *states: Tensor) -> None:
        """Copy the states before to the new places, in tensors of states."""
        if len(self.forks):
            for each in states:
                before = each[self.rows]
                before[-len(self.forks) :] = before.index_select(0, self.forks)

    def inherit(self, values: Tensor) -> Tensor:
        """Hand the rows of the parents to their children: (N⁻, ·) to (N, ·)."""
        if not len(self.forks):
            return values
        return torch.cat([values, values.index_select(0, self.forks)])

    def gather(self, gradients: Tensor) -> Tensor:
        """Sum the rows of each parent's children, in place: (N, ·) to the first (N⁻, ·)
        of it. The transpose of :meth:`inherit`."""
        if not len(self.forks):
            return gradients
        first, others = gradients.tensor_split([-len(self.forks)])
        return first.index_add_(0, self.forks, others)


@dataclasses.dataclass(frozen=True)
class Prefixes:
    """The prefixes of a batch of sequences, length by length.

    Example:
        >>> x = torch.tensor([[0, 0, 1], [0, 0, 2], [0, 1, 1]])
        >>> [len(step.symbols) for step in Prefixes.shared(x).steps]
        [1, 2, 3]
        >>> Prefixes.shared(x).count, Prefixes.apart(x).count
        (6, 9)
    """

    steps: list[Step]
    """One for each length 1 ... T."""
    whole: Tensor
    """The place of each sequence among the prefixes of length T: (B,)."""

    @property
    def last(self) -> Step:
        """The step of length T."""
        return self.steps[-1]

    @property
    def count(self) -> int:
        """P, the rows of a tensor with one for each prefix."""
        return self.last.rows.stop

    @property
    def states(self) -> int:
        """P and the N of length T, the rows of a tensor of states."""
        return self.last.after.stop

    @classmethod
    def shared(cls, x: Tensor) -> Self:
        """Equal prefixes of the sequences x (B, T) are one prefix."""
        # Sorted, so that equal beginnings lie side by side: once two neighbours have
        # differed they are apart for good, and a prefix is a run of neighbours that
        # have not. The first of a run leads it, at that length and all later ones.
        x = meaning.whole(x, "symbols")
        sequences, whole = x.unique(dim=0, return_inverse=True)
        leads = torch.ones_like(sequences, dtype=torch.bool)
        leads[1:] = (sequences[1:] != sequences[:-1]).cumsum(1) > 0
        # In the order in which they begin to lead, after ``since`` symbols, sequences
        # have their places; ties keep sequence 0, which leads from the start, first.
        # ``since`` is in the order of places then, ``leads`` and ``leader`` are sorted.
        since, by_place = (~leads).sum(1).sort(stable=True)
        place = by_place.argsort()
        numbers = torch.arange(len(leads), device=x.device)[:, None]
        leader = torch.where(leads, numbers, 0).cummax(0).values  # of each one's run
        # Who led it one symbol earlier; before the first symbol the empty prefix, in
        # the place of sequence 0.
        led_by = torch.nn.functional.pad(leader, (1, -1))
        parents = place[led_by[by_place, since]]
        symbols = sequences[by_place].T[leads[by_place].T]
        return cls(_steps(leads.sum(0).tolist(), symbols, parents), place[whole])

    @classmethod
    def apart(cls, x: Tensor) -> Self:
        """Each sequence of x (B, T) has prefixes of its own, equal to others or not."""
        x = meaning.whole(x, "symbols")
        counts = [len(x)] * x.shape[1]
        parents = torch.zeros(len(x), dtype=torch.long, device=x.device)
        whole = torch.arange(len(x), device=x.device)
        return cls(_steps(counts, x.T.flatten(), parents), whole)


def _steps(counts: list[int], symbols: Tensor, parents: Tensor) -> list[Step]:
    """The steps of ``counts`` prefixes each, from the last symbols of all (P,) and each
    place's first parent (N of length T,)."""
    steps, start, known = [], 0, 1  # the empty prefix is in place 0
    for count, last in zip(counts, symbols.split(counts), strict=True):
        stop = start + count
        rows, after = slice(start, stop), slice(stop, stop + count)
        steps.append(Step(rows, after, last, parents[known:count]))
        start, known = stop, count
    return steps
