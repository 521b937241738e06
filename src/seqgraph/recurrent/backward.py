"""The LSTM and the course's peephole LSTM with their backward passes written by hand.

Each unrolls a whole batch and gives its last output, as the cell's ``step`` and
autograd would up to rounding, with every distinct prefix computed once (``prefixes``).

A line of a backward pass ends with the numbers of the forward equations that it
differentiates. ``d_x`` is the loss's gradient with respect to x; for a gate, with
respect to what stands inside its σ or tanh.

Dimensions:
    B       sequences in the batch
    H       units
    S       kinds of symbol
    N, N⁻   distinct prefixes at this step, and at the one before it
    P       distinct prefixes of all steps
    table   (S, 4H), W_·x x + b_· of each symbol; gates in the order i, f, g, o
    W       (4H, H), the recurrent weights of the LSTM, in the same order; (3H, H) of
            the peephole LSTM, in the order i, f, o
    h, c    (P + N of the last step, H), the states before each step, in ``step.rows``,
            and after it, in ``step.after``
    a       (N, 4H) or (N, 2H), what stands inside the σ and tanh of the gates; they are
            then taken in place
    gates   (P, 4H) of the LSTM, (P, 2H) of the peephole LSTM, which needs o at the last
            step only
    tanh_c  (P, H); (N, H) of the last step in the peephole LSTM
    d_h, d_c  (N, H), then (N⁻, H) for the step before
"""

from typing import Any, final

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from ..machine.products import add_product, product, tanh
from .cells import LSTM, Cell
from .peepholes import Peephole
from .prefixes import Prefixes
from .unrolling import unroll_prefixes

# d ⊙ y ⊙ (1 - y) and d ⊙ (1 - y²): the derivatives of y = σ(z) and y = tanh(z), from d
# and y, written to ``grad_input`` in one pass.
through_sigmoid = torch.ops.aten.sigmoid_backward.grad_input
through_tanh = torch.ops.aten.tanh_backward.grad_input

# The type checker's one complaint: a Function's backward pass takes any number of
# gradients, and these take the one of their one output.


@final
class LSTMOutput(Function):
    """h⁽ᵀ⁾ (B, H) of the LSTM, equations (4)-(9), from table, W and prefixes."""

    @staticmethod
    def forward(ctx: Any, table: Tensor, W: Tensor, prefixes: Prefixes) -> Tensor:
        h, c = table.new_empty(2, prefixes.states, W.shape[1])
        h[0], c[0] = 0, 0
        gates = table.new_empty(prefixes.count, len(W))
        tanh_c = table.new_empty(prefixes.count, W.shape[1])
        by_columns = W.T.contiguous().T  # as the products read it fastest
        for step in prefixes.steps:
            step.hand_down(h, c)
            a = torch.index_select(table, 0, step.symbols, out=gates[step.rows])
            add_product(a, h[step.rows], by_columns)  # (4)-(7)
            i, f, g, o = a.chunk(4, dim=1)
            tanh(g, out=g)  # (4)
            i.sigmoid_()  # (5)
            f.sigmoid_()  # (6)
            o.sigmoid_()  # (7)
            now = torch.mul(g, i, out=c[step.after])
            now.addcmul_(c[step.rows], f)  # (8)
            th = tanh(now, out=tanh_c[step.rows])
            torch.mul(th, o, out=h[step.after])  # (9)
        ctx.save_for_backward(table, W, gates, h, c, tanh_c)
        ctx.prefixes = prefixes
        return h[prefixes.last.after].index_select(0, prefixes.whole)

    @staticmethod
    @once_differentiable
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any, d_output: Tensor
    ) -> tuple[Tensor, Tensor, None]:
        table, W, gates, h, c, tanh_c = ctx.saved_tensors
        prefixes = ctx.prefixes
        d_h = torch.zeros_like(h[prefixes.last.after])
        d_h.index_add_(0, prefixes.whole, d_output)
        d_c = torch.zeros_like(d_h)
        d_table, d_gates = torch.zeros_like(table), torch.empty_like(gates)
        for step in reversed(prefixes.steps):
            i, f, g, o = gates[step.rows].chunk(4, dim=1)
            th = tanh_c[step.rows]
            d_a = d_gates[step.rows]
            d_i, d_f, d_g, d_o = d_a.chunk(4, dim=1)
            d_c.addcmul_(d_h, torch.ops.aten.tanh_backward(o, th))  # (9)
            through_sigmoid(d_h * th, o, grad_input=d_o)  # (9), (7)
            through_sigmoid(d_c * c[step.rows], f, grad_input=d_f)  # (8), (6)
            through_sigmoid(d_c * g, i, grad_input=d_i)  # (8), (5)
            through_tanh(d_c * i, g, grad_input=d_g)  # (8), (4)
            d_table.index_add_(0, step.symbols, d_a)  # (4)-(7)
            d_h = step.gather(product(d_a, W.T))  # (4)-(7)
            d_c = step.gather(d_c.mul_(f))  # (8)
        d_W = product(h[: prefixes.count].T, d_gates.T).T  # (4)-(7)
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
        gates = table.new_empty(prefixes.count, 2 * H)
        by_columns = W[: 2 * H].T.contiguous().T  # as the products read it fastest
        for step in prefixes.steps:
            step.hand_down(c)
            a = torch.index_select(a_if, 0, step.symbols, out=gates[step.rows])
            add_product(a, c[step.rows], by_columns)  # (36), (35)
            i, f = a.sigmoid_().chunk(2, dim=1)  # (36), (35)
            now = torch.index_select(candidate, 0, step.symbols, out=c[step.after])
            now.mul_(i).addcmul_(c[step.rows], f)  # (38)
        last = prefixes.last
        o = add_product(a_o[last.symbols], c[last.rows], W[2 * H :])  # (37)
        o.sigmoid_()  # (37)
        tanh_c = torch.tanh(c[last.after])
        ctx.save_for_backward(table, W, gates, c, candidate, o, tanh_c)
        ctx.prefixes = prefixes
        return (tanh_c * o).index_select(0, prefixes.whole)  # (39)

    @staticmethod
    @once_differentiable
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any, d_output: Tensor
    ) -> tuple[Tensor, Tensor, None]:
        table, W, gates, c, candidate, o, tanh_c = ctx.saved_tensors
        prefixes, H = ctx.prefixes, W.shape[1]
        last = prefixes.last
        # Apart until the end: index_add_ is slow on a part of a row.
        d_table_if, d_table_c, d_table_o = (
            table.new_zeros(len(table), n) for n in (2 * H, H, H)
        )
        d_h = torch.zeros_like(o).index_add_(0, prefixes.whole, d_output)
        d_o = torch.ops.aten.sigmoid_backward(d_h * tanh_c, o)  # (39), (37)
        d_table_o.index_add_(0, last.symbols, d_o)  # (37)
        d_c = torch.ops.aten.tanh_backward(d_h * o, tanh_c)  # (39)
        d_gates = torch.empty_like(gates)
        for step in reversed(prefixes.steps):
            i, f = gates[step.rows].chunk(2, dim=1)
            d_a = d_gates[step.rows]
            d_i, d_f = d_a.chunk(2, dim=1)
            g = candidate.index_select(0, step.symbols)
            through_sigmoid(d_c * c[step.rows], f, grad_input=d_f)  # (38), (35)
            through_sigmoid(d_c * g, i, grad_input=d_i)  # (38), (36)
            d_table_c.index_add_(0, step.symbols, d_c * i)  # (38)
            d_table_if.index_add_(0, step.symbols, d_a)  # (35), (36)
            d_before = product(d_a, W[: 2 * H].T).addcmul_(d_c, f)  # (35), (36), (38)
            if step is last:
                add_product(d_before, d_o, W[2 * H :].T)  # (37)
            d_c = step.gather(d_before)
        d_table_c = torch.ops.aten.sigmoid_backward(d_table_c, candidate)  # (38)
        d_table = torch.cat([d_table_if, d_table_c, d_table_o], dim=1)
        d_W = torch.empty_like(W)
        d_W[: 2 * H] = product(c[: prefixes.count].T, d_gates.T).T  # (35), (36)
        d_W[2 * H :] = product(c[last.rows].T, d_o.T).T  # (37)
        return d_table, d_W, None


BY_HAND: dict[type[Cell], type[Function]] = {LSTM: LSTMOutput, Peephole: PeepholeOutput}


def last_output(cell: Cell, table: Tensor, prefixes: Prefixes) -> Tensor:
    """h⁽ᵀ⁾ (B, H), by hand for the cells in ``BY_HAND``, else by steps and autograd.

    Args:
        cell: the cell.
        table: the projected symbols (S, gates · H): a symbol's row is its ``a``.
        prefixes: those of a batch of symbols, whole numbers in 0..S-1.

    Example:
        >>> cell, x = LSTM(inputs=3, hidden=5), torch.tensor([[0, 0, 1], [0, 0, 2]])
        >>> table = cell.project(torch.eye(3))
        >>> h = last_output(cell, table, Prefixes.shared(x))
        >>> h.shape, h.grad_fn.name()
        (torch.Size([2, 5]), 'LSTMOutputBackward')
    """
    if type(cell) in BY_HAND:
        return BY_HAND[type(cell)].apply(table, cell.weight_hh, prefixes)
    return unroll_prefixes(cell, table, prefixes)
