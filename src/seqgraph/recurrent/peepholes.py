"""LSTMs with peepholes, question 1.4: the course's, with one thing changed, and the
field's.

Shapes as in ``cells``. ``weight_ih`` and ``bias`` stack i, f, g, o. In the course's
cell ``weight_hh`` stacks W_ic, W_fc, W_oc, all (H, H), and then what a variant adds.
"""

from typing import final

import torch
from torch import Tensor, nn

from ..machine.products import linear
from .cells import Cell, State


class CoursePeephole(Cell):
    """Equations (35)-(39), open in two places: the candidate of (38), and what else the
    gates see.

    Example:
        >>> cells = (Peephole, TanhCandidate, RecurrentCandidate, RecurrentGates)
        >>> [issubclass(cell, CoursePeephole) for cell in cells]
        [True, True, True, True]
        >>> [cell.added for cell in cells]
        [0, 0, 1, 3]
    """

    added = 0
    """Matrices (H, H) that a variant appends to ``weight_hh``."""

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(
            inputs, hidden, 4, recurrent=3 + self.added, generator=generator
        )

    def start(self) -> State:
        zeros = self.bias.new_zeros(self.hidden)
        return zeros, zeros  # h, c

    def seen(self, h: Tensor, c: Tensor) -> Tensor:
        """What i, f, o see of the state: (B, 3H)."""
        return linear(c, self.weight_hh[: 3 * self.hidden])

    def candidate(self, g: Tensor, h: Tensor) -> Tensor:
        """The new content (B, H) from W_cx x + b_c and h⁻."""
        return torch.sigmoid(g)

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state
        i, f, g, o = a.chunk(4, dim=-1)
        i_c, f_c, o_c = self.seen(h, c).chunk(3, dim=-1)
        f = torch.sigmoid(f + f_c)  # (35)
        i = torch.sigmoid(i + i_c)  # (36)
        o = torch.sigmoid(o + o_c)  # (37)
        c = self.candidate(g, h) * i + c * f  # (38)
        h = torch.tanh(c) * o  # (39)
        return h, (h, c)


@final
class Peephole(CoursePeephole):
    """The course's peephole LSTM: the gates see c⁻ in full, and nothing sees h.

    Args:
        inputs: D, the size of an input vector.
        hidden: H, the number of units.
        generator: source of the Kaiming-normal weights; biases start at zero.

    Example:
        >>> cell = Peephole(inputs=3, hidden=5)
        >>> state = cell.start()
        >>> for x in torch.randn(9, 1, 3):
        ...     h, state = cell.step(cell.project(x), state)
        >>> _, c = state
        >>> bool((c > 0).all())  # a sum of positive numbers
        True
    """


@final
class TanhCandidate(CoursePeephole):
    """The course's peephole LSTM with a candidate that can be negative.

    Example:
        >>> cell = TanhCandidate(inputs=3, hidden=1)
        >>> cell.candidate(torch.tensor([[-2.0]]), torch.zeros(1, 1))
        tensor([[-0.9640]])
    """

    def candidate(self, g: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(g)


@final
class RecurrentCandidate(CoursePeephole):
    """The course's peephole LSTM with a candidate that sees h⁻ through W_ch.

    Example:
        >>> RecurrentCandidate(inputs=3, hidden=5).weight_hh.shape  # with W_ch
        torch.Size([20, 5])
    """

    added = 1

    def candidate(self, g: Tensor, h: Tensor) -> Tensor:
        return torch.sigmoid(g + linear(h, self.weight_hh[3 * self.hidden :]))


@final
class RecurrentGates(CoursePeephole):
    """The course's peephole LSTM with gates that see h⁻ as well, through W_ih, W_fh,
    W_oh.

    Example:
        >>> cell = RecurrentGates(inputs=3, hidden=5)
        >>> cell.weight_hh.shape
        torch.Size([30, 5])
        >>> cell.seen(torch.zeros(2, 5), torch.zeros(2, 5)).shape
        torch.Size([2, 15])
    """

    added = 3

    def seen(self, h: Tensor, c: Tensor) -> Tensor:
        return super().seen(h, c) + linear(h, self.weight_hh[3 * self.hidden :])


@final
class BlindGates(CoursePeephole):
    """The course's peephole LSTM with its peepholes taken away: its gates see h⁻ as the
    LSTM's do, in the place of c⁻.

    Example:
        >>> cell = BlindGates(inputs=3, hidden=5)
        >>> bool(cell.seen(torch.zeros(2, 5), torch.randn(2, 5)).any())
        False
    """

    def seen(self, h: Tensor, c: Tensor) -> Tensor:
        return super().seen(c, h)


@final
class SeeingLSTM(Cell):
    """The LSTM whose gates see the whole of c⁻ besides h⁻, through matrices W_ic, W_fc,
    W_oc as the course's peephole LSTM has them.

    ``weight_hh`` stacks W_ih, W_fh, W_gh, W_oh as the LSTM's does, and then those.

    Example:
        >>> SeeingLSTM(inputs=3, hidden=5).weight_hh.shape
        torch.Size([35, 5])
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=4, recurrent=7, generator=generator)

    def start(self) -> State:
        zeros = self.bias.new_zeros(self.hidden)
        return zeros, zeros  # h, c

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state
        shown, whole = self.weight_hh.split((4 * self.hidden, 3 * self.hidden))
        i, f, g, o = (a + linear(h, shown)).chunk(4, dim=-1)
        i_c, f_c, o_c = linear(c, whole).chunk(3, dim=-1)
        c = torch.tanh(g) * torch.sigmoid(i + i_c) + c * torch.sigmoid(f + f_c)
        h = torch.tanh(c) * torch.sigmoid(o + o_c)
        return h, (h, c)


class GersPeephole(Cell):
    """The peephole LSTM of Gers, Schraudolph & Schmidhuber (2002), with the tanh of (9)
    on the content, as it is used today (Graves 2013).

    It is the LSTM plus elementwise peepholes: i and f see c⁻, o sees the new c.
    ``weight_hh`` stacks W_ih, W_fh, W_gh, W_oh as the LSTM's does; ``peephole`` (3, H)
    holds the peepholes of i, f, o and starts at zero, so that the cell starts as the
    LSTM of the same generator.

    Example:
        >>> GersPeephole(inputs=3, hidden=5).peephole.shape
        torch.Size([3, 5])
    """

    def __init__(
        self, inputs: int, hidden: int, generator: torch.Generator | None = None
    ):
        super().__init__(inputs, hidden, gates=4, recurrent=4, generator=generator)
        self.peephole = nn.Parameter(torch.zeros(3, hidden))

    def start(self) -> State:
        zeros = self.bias.new_zeros(self.hidden)
        return zeros, zeros  # h, c

    def step(self, a: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state
        w_i, w_f, w_o = self.peephole
        i, f, g, o = (a + linear(h, self.weight_hh)).chunk(4, dim=-1)
        i = torch.sigmoid(i + w_i * c)
        f = torch.sigmoid(f + w_f * c)
        c = torch.tanh(g) * i + c * f
        o = torch.sigmoid(o + w_o * c)
        h = torch.tanh(c) * o
        return h, (h, c)
