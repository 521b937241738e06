"""Running a cell along sequences: the only time loops of Part 1.

Shapes: B sequences of T symbols, S kinds of symbol, H units; at each step, N ≤ B
distinct prefixes.
"""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional as F

from .cells import Cell, State


def unroll(
    cell: Cell, inputs: Iterable[Tensor], state: State | None = None
) -> tuple[list[Tensor], State]:
    """Step ``cell`` along ``inputs``, the projected symbols a⁽¹⁾ ... a⁽ᵀ⁾, each (B,
    gates · H).

    Returns:
        The outputs h⁽¹⁾ ... h⁽ᵀ⁾, each (B, H), and the last state, from which a later
        call can go on.
    """
    state = cell.start() if state is None else state
    outputs = []
    for a in inputs:
        h, state = cell.step(a, state)
        outputs.append(h)
    return outputs, state


def unroll_prefixes(cell: Cell, table: Tensor, x: Tensor) -> Tensor:
    """The last output h⁽ᵀ⁾ (B, H) for symbols x (B, T), as from :func:`unroll` but with
    equal prefixes stepped once.

    Sequences that begin alike have the same state until they part. Each step computes
    the states of the distinct prefixes; the gather that hands a state to its
    continuations sums their gradients on the way back.

    Args:
        cell: the cell.
        table: the projected symbols (S, gates · H): a symbol's row is its ``a``.
        x: whole numbers in 0..S-1.
    """
    state = tuple(part[None] for part in cell.start())  # one prefix, the empty one
    # The prefix of each sequence, 0..N-1.
    prefix = torch.zeros(len(x), dtype=torch.long, device=x.device)
    for symbol in x.unbind(1):
        longer, prefix = (prefix * len(table) + symbol).unique(return_inverse=True)
        parent, last = longer // len(table), longer % len(table)
        h, state = cell.step(
            F.embedding(last, table),
            tuple(part.index_select(0, parent) for part in state),
        )
    return h.index_select(0, prefix)
