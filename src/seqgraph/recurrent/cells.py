"""Recurrent cells. A cell is one step: no time loop, batch size, device or stored state
in it (see ``unrolling``).

Shapes: B sequences in a batch, D inputs, H units; ``a`` is the part of the gates that
the input alone decides.
"""

import abc
from typing import Self, final

import torch
from torch import Tensor, nn

from ..machine.products import linear

State = tuple[Tensor, ...]


def parameters(module: nn.Module) -> int:
    """How many numbers training can change.

    Example:
        >>> parameters(LSTM(inputs=64, hidden=256))
        328704
    """
    return sum(weight.numel() for weight in module.parameters())


class Cell(nn.Module, abc.ABC):
    """What every cell offers: ``project`` the inputs once, ``start`` a state,
    ``step`` it once per symbol.

    Example:
        >>> cell = LSTM(inputs=3, hidden=5)
        >>> x = torch.randn(2, 3)  # one symbol of two sequences
        >>> h, state = cell.step(cell.project(x), cell.start())
        >>> h.shape
        torch.Size([2, 5])
    """

    def __init__(
        self,
        inputs: int,
        hidden: int,
        gates: int,
        recurrent: int,
        generator: torch.Generator | None = None,
    ):
        """Make the weights of ``gates`` gates, of which ``recurrent`` see the state
        (with none there is no ``weight_hh``); biases start at zero."""
        super().__init__()
        self.hidden = hidden
        self.weight_ih = nn.Parameter(torch.empty(gates * hidden, inputs))
        weights = [self.weight_ih]
        if recurrent:
            self.weight_hh = nn.Parameter(torch.empty(recurrent * hidden, hidden))
            weights.append(self.weight_hh)
        self.bias = nn.Parameter(torch.zeros(gates * hidden))
        for weight in weights:
            for gate in weight.split(hidden):
                nn.init.kaiming_normal_(gate, generator=generator)

    def project(self, x: Tensor) -> Tensor:
        """``W_·x x + b_·`` of all gates at once: (..., D) to (..., gates · H)."""
        return x.to(self.bias.dtype) @ self.weight_ih.T + self.bias

    @abc.abstractmethod
    def start(self) -> State:
        """The state before the first symbol: zeros of shape (H,), which every batch
        size broadcasts."""

    @abc.abstractmethod
    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        """Read one symbol: ``a`` (B, gates · H) and the state before it give h (B,
        H) and the state after it."""


@final
class LSTM(Cell):
    """The long short-term memory cell, equations (4)-(9) (Hochreiter & Schmidhuber
    1997; forget gate: Gers 2000).

    Parameters are those of ``torch.nn.LSTM``, gates stacked in its order i, f, g, o,
    but with one bias instead of two.

    Args:
        inputs: D, the size of an input vector.
        hidden: H, the number of units.
        generator: source of the Kaiming-normal weights; biases start at zero.

    Example:
        >>> cell = LSTM(inputs=3, hidden=5)
        >>> g, i, f, o = cell.gates(cell.project(torch.zeros(1, 3)), torch.zeros(1, 5))
        >>> bool((g == 0).all() and (f == 0.5).all())
        True
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=4, recurrent=4, generator=generator)

    def start(self) -> State:
        zeros = self.bias.new_zeros(self.hidden)
        return zeros, zeros  # h, c

    def gates(self, a: Tensor, h: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Candidate g and gates i, f, o, each (B, H), from ``a`` and h⁻."""
        i, f, g, o = (a + linear(h, self.weight_hh)).chunk(4, dim=-1)
        g = torch.tanh(g)  # (4)
        i = torch.sigmoid(i)  # (5)
        f = torch.sigmoid(f)  # (6)
        o = torch.sigmoid(o)  # (7)
        return g, i, f, o

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state
        g, i, f, o = self.gates(a, h)
        c = g * i + c * f  # (8)
        h = torch.tanh(c) * o  # (9)
        return h, (h, c)

    @classmethod
    def from_torch(cls, lstm: nn.LSTM) -> Self:
        """Take the weights of a one-layer, one-direction ``nn.LSTM``; its two biases
        only ever act as their sum.

        Example:
            >>> theirs = nn.LSTM(3, 5)
            >>> ours, x = LSTM.from_torch(theirs), torch.randn(1, 3)
            >>> h, _ = ours.step(ours.project(x), ours.start())
            >>> torch.allclose(h, theirs(x)[0], atol=1e-6)
            True
        """
        weight_ih, weight_hh, bias_ih, bias_hh = lstm.all_weights[0]
        cell = cls(lstm.input_size, lstm.hidden_size).to(weight_ih.dtype)
        with torch.no_grad():
            cell.weight_ih.copy_(weight_ih)
            cell.weight_hh.copy_(weight_hh)
            cell.bias.copy_(bias_ih + bias_hh)
        return cell
