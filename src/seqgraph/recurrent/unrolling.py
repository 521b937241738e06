"""Running a cell along sequences: the only time loops of Part 1.

Shapes: B sequences of T symbols, S kinds of symbol, H units.
"""

from collections.abc import Iterable

from torch import Tensor
from torch.nn import functional as F

from .cells import Cell, State
from .prefixes import Prefixes


def unroll(
    cell: Cell, inputs: Iterable[Tensor], state: State | None = None
) -> tuple[list[Tensor], State]:
    """Step ``cell`` along ``inputs``, the projected symbols a⁽¹⁾ ... a⁽ᵀ⁾, each (B,
    gates · H).

    Returns:
        The outputs h⁽¹⁾ ... h⁽ᵀ⁾, each (B, H), and the last state, from which a later
        call can go on.

    Example:
        >>> import torch
        >>> from seqgraph.recurrent.cells import LSTM
        >>> cell, x = LSTM(inputs=3, hidden=5), torch.randn(2, 7, 3)
        >>> outputs, (h, c) = unroll(cell, cell.project(x).unbind(1))
        >>> len(outputs), outputs[-1] is h
        (7, True)
    """
    state = cell.start() if state is None else state
    outputs = []
    for a in inputs:
        h, state = cell.step(a, state)
        outputs.append(h)
    return outputs, state


def unroll_prefixes(cell: Cell, table: Tensor, prefixes: Prefixes) -> Tensor:
    """The last output h⁽ᵀ⁾ (B, H), as from :func:`unroll` but with equal prefixes
    stepped once.

    Sequences that begin alike have the same state until they part. Each step computes
    the states of the distinct prefixes; where a state is handed to its continuations,
    autograd sums their gradients on the way back.

    Args:
        cell: the cell.
        table: the projected symbols (S, gates · H): a symbol's row is its ``a``.
        prefixes: those of a batch of symbols, whole numbers in 0..S-1.

    Example:
        >>> import torch
        >>> from seqgraph.recurrent.cells import LSTM
        >>> cell, x = LSTM(inputs=3, hidden=5), torch.tensor([[0, 0, 1], [0, 0, 2]])
        >>> table = cell.project(torch.eye(3))
        >>> plain = unroll(cell, table[x].unbind(1))[0][-1]
        >>> torch.allclose(unroll_prefixes(cell, table, Prefixes.shared(x)), plain)
        True
    """
    h, *_ = state = tuple(part[None] for part in cell.start())  # of the empty prefix
    for step in prefixes.steps:
        state = tuple(step.inherit(part) for part in state)
        h, state = cell.step(F.embedding(step.symbols, table), state)
    return h.index_select(0, prefixes.whole)
