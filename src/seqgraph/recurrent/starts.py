"""Where a cell's weights start, other than Kaiming-normal with biases of zero."""

import torch
from torch import nn

from ..errors import InputError
from .cells import LSTM, Cell

INITS = ("kaiming", "orthogonal", "identity")
FORGETS = ("zero", "one", "chrono")


@torch.no_grad()
def start_recurrent(cell: Cell, init: str, generator: torch.Generator) -> None:
    """Let each square of the recurrent weights start as a name in ``INITS`` says.

    Raises:
        InputError: another start than Kaiming's, and the cell has no such weights.

    Example:
        >>> cell = LSTM(inputs=2, hidden=3)
        >>> start_recurrent(cell, "identity", torch.Generator())
        >>> cell.weight_hh[:3].tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if init == "kaiming":
        return
    if not hasattr(cell, "weight_hh"):
        raise InputError(
            f"{type(cell).__name__} has no recurrent weights that could start as {init}"
        )
    for square in cell.weight_hh.split(cell.hidden):
        if init == "orthogonal":
            nn.init.orthogonal_(square, generator=generator)
        else:
            nn.init.eye_(square)


@torch.no_grad()
def start_forgetting(
    cell: Cell, forget: str, steps: int, generator: torch.Generator
) -> None:
    """Let an LSTM's biases start so that it keeps its content for a while.

    Args:
        cell: an LSTM.
        forget: ``zero`` leaves everything as it is; ``one`` sets the biases of the
            forget gates to 1; ``chrono`` gives unit by unit ln u to the forget gate and
            -ln u to the input gate, with u drawn uniformly from 1 to ``steps`` - 1
            (Tallec & Ollivier 2018). Such a unit keeps its content for about u steps.
        steps: the longest time over which anything is to be kept.
        generator: source of the draws.

    Raises:
        InputError: the cell is no LSTM.

    Example:
        >>> cell = LSTM(inputs=2, hidden=3)
        >>> start_forgetting(cell, "one", 9, torch.Generator())
        >>> cell.bias.tolist()  # of i, f, g, o
        [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    if forget == "zero":
        return
    if not isinstance(cell, LSTM):
        raise InputError(
            f"only the LSTM's forget gates can start as {forget}, "
            f"not those of {type(cell).__name__}"
        )
    i, f, _, _ = cell.bias.chunk(4)
    if forget == "one":
        f.fill_(1)
    else:
        f.uniform_(1, max(steps - 1, 1), generator=generator).log_()
        i.copy_(-f)
