"""Running a cell along a sequence: the only time loop of Part 1."""

from collections.abc import Iterable

from torch import Tensor

from .cells import Cell, State


def unroll(cell: Cell, inputs: Iterable[Tensor], state: State | None = None) -> tuple[list[Tensor], State]:
    """Step ``cell`` along ``inputs``, the projected symbols a⁽¹⁾ ... a⁽ᵀ⁾, each (B, gates · H).

    Returns:
        The outputs h⁽¹⁾ ... h⁽ᵀ⁾, each (B, H), and the last state, from which a later call can go on.
    """
    state = cell.start() if state is None else state
    outputs = []
    for a in inputs:
        h, state = cell.step(a, state)
        outputs.append(h)
    return outputs, state
