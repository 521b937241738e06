"""The LSTM's relatives: the vanilla RNN before it, the GRU and the minGRU after it.

Shapes as in ``cells``. Weights and bias stack the gates in the order in which a class
names them; the state is h alone.
"""

from typing import final

import torch
from torch import Tensor

from ..machine.products import linear
from .cells import Cell, State


class RNN(Cell):
    """The vanilla RNN, equation (1): the whole state is made anew at every step.

    Args:
        inputs: D, the size of an input vector.
        hidden: H, the number of units.
        generator: source of the Kaiming-normal weights; the bias starts at zero.

    Example:
        >>> cell = RNN(inputs=3, hidden=5)
        >>> h, _ = cell.step(cell.project(torch.randn(2, 3)), cell.start())
        >>> h.shape, bool((h.abs() < 1).all())
        (torch.Size([2, 5]), True)
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=1, recurrent=1, generator=generator)

    def start(self) -> State:
        return (self.bias.new_zeros(self.hidden),)

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        (h,) = state
        h = torch.tanh(a + linear(h, self.weight_hh))  # (1)
        return h, (h,)


@final
class ReLURNN(RNN):
    """The vanilla RNN with a rectifier in the place of the tanh (Le et al. 2015).

    Example:
        >>> cell = ReLURNN(inputs=3, hidden=5)
        >>> h, _ = cell.step(cell.project(torch.randn(2, 3)), cell.start())
        >>> bool((h >= 0).all())
        True
    """

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        (h,) = state
        h = torch.relu(a + linear(h, self.weight_hh))
        return h, (h,)


@final
class GRU(Cell):
    """The gated recurrent unit as it was published (Cho et al. 2014): r is applied to
    h⁻ before the product, where ``torch.nn.GRU`` applies it after.

    Stacked in the order r, z, candidate. Arguments as in :class:`RNN`.

    Example:
        >>> cell = GRU(inputs=3, hidden=5)
        >>> h, _ = cell.step(cell.project(torch.randn(2, 3)), cell.start())
        >>> h.shape
        torch.Size([2, 5])
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=3, recurrent=3, generator=generator)

    def start(self) -> State:
        return (self.bias.new_zeros(self.hidden),)

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        (h,) = state
        gates, last = self.weight_hh.tensor_split([2 * self.hidden])
        a_gates, a_last = a.tensor_split([2 * self.hidden], dim=-1)
        r, z = torch.sigmoid(a_gates + linear(h, gates)).chunk(2, dim=-1)
        new = torch.tanh(a_last + linear(r * h, last))
        h = (1 - z) * h + z * new
        return h, (h,)


@final
class MinGRU(Cell):
    """The minimal GRU of Feng et al. (2024): gate and candidate look at what is read
    and at nothing else, so that all of them are known before the first step.

    Stacked in the order z, candidate; there is no ``weight_hh``. Arguments as in
    :class:`RNN`.

    Example:
        >>> cell = MinGRU(inputs=3, hidden=5)
        >>> h, _ = cell.step(cell.project(torch.zeros(2, 3)), cell.start())
        >>> h.shape, h.abs().max().item()  # half of nothing
        (torch.Size([2, 5]), 0.0)
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=2, recurrent=0, generator=generator)

    def start(self) -> State:
        return (self.bias.new_zeros(self.hidden),)

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        h = _mixed(a, *state)
        return h, (h,)


@final
class TwoMinGRUs(Cell):
    """Two layers of :class:`MinGRU`: what the second reads is the state of the first,
    so its gate knows something of the past.

    Example:
        >>> cell = TwoMinGRUs(inputs=3, hidden=5)
        >>> h, (below, above) = cell.step(cell.project(torch.randn(2, 3)), cell.start())
        >>> h is above, below.shape
        (True, torch.Size([2, 5]))
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=2, recurrent=0, generator=generator)
        self.second = MinGRU(hidden, hidden, generator)

    def start(self) -> State:
        return self.bias.new_zeros(self.hidden), *self.second.start()

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        first, *above = state
        first = _mixed(a, first)
        h, _ = self.second.step(self.second.project(first), tuple(above))
        return h, (first, h)


def _mixed(a: Tensor, h: Tensor) -> Tensor:
    """A minGRU's h from ``a`` (B, 2H) and h⁻."""
    z, new = a.chunk(2, dim=-1)
    z = torch.sigmoid(z)
    return (1 - z) * h + z * new
