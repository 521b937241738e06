"""The LSTM and the course's peephole LSTM with their backward passes written by hand.

Each unrolls a whole batch and gives its last output, as the cell's ``step`` and
autograd would up to rounding, with every distinct prefix computed once (``prefixes``).

A line of a backward pass ends with the numbers of the forward equations that it
differentiates. ``d_x`` is the loss's gradient with respect to x; for a gate, with
respect to what stands inside its σ or tanh.

The LSTM's tanh z is taken as 2 σ(2z) - 1: on a CPU PyTorch's tanh takes several times
as long as its σ. The rounding error, 1e-7, is then that of numbers near 1 wherever z
is, so that tanh z of a z below it is lost.

Dimensions:
    B       sequences in the batch
    H       units
    S       kinds of symbol
    N, N⁻   distinct prefixes at this step, and at the one before it
    P       distinct prefixes of all steps
    table   (S, 4H), W_·x x + b_· of each symbol; gates in the order i, f, g, o
    W       (4H, H), the recurrent weights of the LSTM, in the same order; (3H, H) of
            the peephole LSTM, in the order i, f, o
    h, c    (1 + P, H), the states; row 0 is the zero state before the first symbol
    a       (N, 4H) or (N, 2H), what stands inside the σ and tanh of the gates; they are
            then taken in place
    gates   (1 + P, 4H) of the LSTM, (1 + P, 2H) of the peephole LSTM, which needs o
            at the last step only; row 0 is unused
    d_sums  as gates, but for the prefixes before the last step only: the sum of each
            one's children's d_a
"""

from typing import Any, final

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from .cells import LSTM, Cell
from .peepholes import Peephole
from .prefixes import Prefixes
from .products import product
from .unrolling import unroll_prefixes

# d ⊙ y ⊙ (1 - y) and d ⊙ (1 - y²): the derivatives of y = σ(z) and y = tanh(z), from d
# and y, written to ``grad_input`` in one pass.
through_sigmoid = torch.ops.aten.sigmoid_backward.grad_input
through_tanh = torch.ops.aten.tanh_backward.grad_input


@final
class LSTMOutput(Function):
    """h⁽ᵀ⁾ (B, H) of the LSTM, equations (4)-(9), from table, W and prefixes."""

    @staticmethod
    def forward(ctx: Any, table: Tensor, W: Tensor, prefixes: Prefixes) -> Tensor:
        h, c, tanh_c = table.new_empty(3, prefixes.states, W.shape[1])
        h[0], c[0] = 0, 0
        gates = table.new_empty(prefixes.states, len(W))
        for step in prefixes.steps:
            a = gates[step.rows]
            torch.index_select(table, 0, step.symbols, out=a)
            a += step.inherit(product(h[step.above], W))  # (4)-(7)
            i, f, g, o = a.chunk(4, dim=1)
            g.mul_(2)
            a.sigmoid_()  # (5)-(7)
            g.mul_(2).sub_(1)  # (4)
            now = torch.mul(g, i, out=c[step.rows])
            now.addcmul_(step.inherit(c[step.above]), f)  # (8)
            th = torch.mul(now, 2, out=tanh_c[step.rows])
            th.sigmoid_().mul_(2).sub_(1)
            torch.mul(th, o, out=h[step.rows])  # (9)
        ctx.save_for_backward(table, W, gates, h, c, tanh_c)
        ctx.prefixes = prefixes
        return h[step.rows].index_select(0, prefixes.whole)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_output: Tensor) -> tuple[Tensor, Tensor, None]:
        table, W, gates, h, c, tanh_c = ctx.saved_tensors
        last = ctx.prefixes.steps[-1]
        d_h = torch.zeros_like(h[last.rows])
        d_h.index_add_(0, ctx.prefixes.whole, d_output)
        d_c = torch.zeros_like(d_h)
        d_table = torch.zeros_like(table)
        d_sums = torch.empty_like(gates[: last.above.stop])
        for step in reversed(ctx.prefixes.steps):
            i, f, g, o = gates[step.rows].chunk(4, dim=1)
            th = tanh_c[step.rows]
            # Where each prefix goes on in one way, its sum is its child's d_a.
            sums = d_sums[step.above]
            d_a = sums if step.parents is None else torch.empty_like(gates[step.rows])
            d_i, d_f, d_g, d_o = d_a.chunk(4, dim=1)
            d_c += torch.ops.aten.tanh_backward(d_h * o, th)  # (9)
            through_sigmoid(d_h * th, o, grad_input=d_o)  # (9), (7)
            before = step.inherit(c[step.above])
            through_sigmoid(d_c * before, f, grad_input=d_f)  # (8), (6)
            through_sigmoid(d_c * g, i, grad_input=d_i)  # (8), (5)
            through_tanh(d_c * i, g, grad_input=d_g)  # (8), (4)
            d_table.index_add_(0, step.symbols, d_a)  # (4)-(7)
            step.gather(d_a, out=sums)
            d_h = product(sums, W.T)  # (4)-(7)
            d_c = step.gather(d_c * f)  # (8)
        d_W = product(h[: last.above.stop].T, d_sums.T).T  # (4)-(7)
        return d_table, d_W, None


@final
class PeepholeOutput(Function):
    """h⁽ᵀ⁾ (B, H) of the course's peephole LSTM, equations (35)-(39), from table, W and
    prefixes.

    No gate sees h, and o touches nothing else: both are computed at the last step only.
    The candidate of (38) has no recurrent term: it is a row for each symbol.
    """

    @staticmethod
    def forward(ctx: Any, table: Tensor, W: Tensor, prefixes: Prefixes) -> Tensor:
        H = W.shape[1]
        a_if, a_c, a_o = table.split([2 * H, H, H], dim=1)
        candidate = torch.sigmoid(a_c)  # (38)
        c = table.new_empty(prefixes.states, H)
        c[0] = 0
        gates = table.new_empty(prefixes.states, 2 * H)
        for step in prefixes.steps:
            a = gates[step.rows]
            torch.index_select(a_if, 0, step.symbols, out=a)
            a += step.inherit(product(c[step.above], W[: 2 * H]))  # (36), (35)
            i, f = a.sigmoid_().chunk(2, dim=1)  # (36), (35)
            now = torch.index_select(candidate, 0, step.symbols, out=c[step.rows])
            now *= i
            now.addcmul_(step.inherit(c[step.above]), f)  # (38)
        seen = step.inherit(product(c[step.above], W[2 * H :]))  # (37)
        o = torch.sigmoid(a_o[step.symbols] + seen)  # (37)
        tanh_c = torch.tanh(now)
        ctx.save_for_backward(table, W, gates, c, candidate, o, tanh_c)
        ctx.prefixes = prefixes
        return (tanh_c * o).index_select(0, prefixes.whole)  # (39)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_output: Tensor) -> tuple[Tensor, Tensor, None]:
        table, W, gates, c, candidate, o, tanh_c = ctx.saved_tensors
        H, last = W.shape[1], ctx.prefixes.steps[-1]
        d_W = torch.empty_like(W)
        # Apart until the end: index_add_ is slow on a part of a row.
        d_table_if, d_table_c, d_table_o = (
            table.new_zeros(len(table), n) for n in (2 * H, H, H)
        )
        d_h = torch.zeros_like(o).index_add_(0, ctx.prefixes.whole, d_output)
        d_o = torch.ops.aten.sigmoid_backward(d_h * tanh_c, o)  # (39), (37)
        d_table_o.index_add_(0, last.symbols, d_o)  # (37)
        d_o = last.gather(d_o)
        d_W[2 * H :] = product(c[last.above].T, d_o.T).T  # (37)
        d_above = product(d_o, W[2 * H :].T)  # (37)
        d_c = torch.ops.aten.tanh_backward(d_h * o, tanh_c)  # (39)
        d_sums = torch.empty_like(gates[: last.above.stop])
        for step in reversed(ctx.prefixes.steps):
            i, f = gates[step.rows].chunk(2, dim=1)
            # Where each prefix goes on in one way, its sum is its child's d_a.
            sums = d_sums[step.above]
            d_a = sums if step.parents is None else torch.empty_like(gates[step.rows])
            d_i, d_f = d_a.chunk(2, dim=1)
            before = step.inherit(c[step.above])
            through_sigmoid(d_c * before, f, grad_input=d_f)  # (38), (35)
            g = candidate.index_select(0, step.symbols)
            through_sigmoid(d_c * g, i, grad_input=d_i)  # (38), (36)
            d_table_c.index_add_(0, step.symbols, d_c * i)  # (38)
            d_table_if.index_add_(0, step.symbols, d_a)  # (35), (36)
            step.gather(d_a, out=sums)
            d_c = step.gather(d_c * f)  # (38)
            d_c = d_c + product(sums, W[: 2 * H].T)  # (35), (36)
            if step is last:
                d_c += d_above
        d_table_c = torch.ops.aten.sigmoid_backward(d_table_c, candidate)  # (38)
        d_table = torch.cat([d_table_if, d_table_c, d_table_o], dim=1)
        d_W[: 2 * H] = product(c[: last.above.stop].T, d_sums.T).T  # (35), (36)
        return d_table, d_W, None


BY_HAND: dict[type[Cell], type[Function]] = {LSTM: LSTMOutput, Peephole: PeepholeOutput}


def last_output(cell: Cell, table: Tensor, prefixes: Prefixes) -> Tensor:
    """h⁽ᵀ⁾ (B, H), by hand for the cells in ``BY_HAND``, else by steps and autograd.

    Args:
        cell: the cell.
        table: the projected symbols (S, gates · H): a symbol's row is its ``a``.
        prefixes: those of a batch of symbols, whole numbers in 0..S-1.
    """
    if type(cell) in BY_HAND:
        return BY_HAND[type(cell)].apply(table, cell.weight_hh, prefixes)
    return unroll_prefixes(cell, table, prefixes)
