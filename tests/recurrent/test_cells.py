"""The LSTM against ``nn.LSTM``, the peephole LSTMs against loops in NumPy, all against
finite differences."""

import numpy as np
import pytest
import torch
from torch import nn

from seqgraph.recurrent.cells import LSTM, Cell
from seqgraph.recurrent.classifier import CELLS
from seqgraph.recurrent.peepholes import GersPeephole
from seqgraph.recurrent.unrolling import unroll


@pytest.fixture
def pair() -> tuple[nn.LSTM, LSTM]:
    torch.manual_seed(0)
    theirs = nn.LSTM(5, 7, batch_first=True).double()
    return theirs, LSTM.from_torch(theirs)


def run_ours(
    cell: Cell, x: torch.Tensor, state=None
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    outputs, state = unroll(cell, cell.project(x).unbind(1), state)
    return torch.stack(outputs, 1), state


def test_forward_is_that_of_nn_lstm(pair):
    theirs, ours = pair
    x = torch.randn(3, 11, 5, dtype=torch.double)
    expected, (h, c) = theirs(x)
    outputs, state = run_ours(ours, x)
    torch.testing.assert_close(outputs, expected, rtol=0, atol=1e-11)
    torch.testing.assert_close(state, (h[0], c[0]), rtol=0, atol=1e-11)


def test_gradients_are_those_of_nn_lstm_under_a_random_upstream_gradient(pair):
    theirs, ours = pair
    x = torch.randn(3, 11, 5, dtype=torch.double, requires_grad=True)
    upstream = torch.randn(3, 11, 7, dtype=torch.double)
    expected = torch.autograd.grad(theirs(x)[0], [x, *theirs.parameters()], upstream)
    got = torch.autograd.grad(run_ours(ours, x)[0], [x, *ours.parameters()], upstream)
    torch.testing.assert_close(got, expected[:4], rtol=0, atol=1e-11)
    torch.testing.assert_close(
        got[3], expected[4], rtol=0, atol=1e-11
    )  # the second bias gets the same gradient


def sigma(z):
    return 1 / (1 + np.exp(-z))


def no_extra(extra, h):
    return 0.0


VARIANTS = {  # candidate from W_cx x + b_c and h⁻; what the gates i, f, o see of h⁻
    "peephole": (lambda z, extra, h: sigma(z), no_extra),
    "peephole-tanh": (lambda z, extra, h: np.tanh(z), no_extra),
    "peephole-candidate-h": (lambda z, extra, h: sigma(z + extra @ h), no_extra),
    "peephole-gates-h": (lambda z, extra, h: sigma(z), lambda extra, h: extra @ h),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_courses_peephole_lstm_and_its_variants_are_their_equations(name):
    """A loop in NumPy and float64, one gate at a time, written from (35)-(39)."""
    candidate, gates_extra = VARIANTS[name]
    cell = CELLS[name](5, 7, torch.Generator().manual_seed(1)).double()
    torch.nn.init.normal_(cell.bias, generator=torch.Generator().manual_seed(2))
    x = np.random.default_rng(0).normal(size=(3, 11, 5))
    W_ix, W_fx, W_cx, W_ox = np.split(cell.weight_ih.detach().numpy(), 4)
    W_ic, W_fc, W_oc = np.split(cell.weight_hh.detach().numpy()[:21], 3)
    extra = cell.weight_hh.detach().numpy()[21:]
    b_i, b_f, b_c, b_o = np.split(cell.bias.detach().numpy(), 4)

    outputs, (_, c_last) = run_ours(cell, torch.from_numpy(x))
    for sequence in range(3):
        h, c = np.zeros(7), np.zeros(7)
        for t in range(11):
            x_t = x[sequence, t]
            also_i, also_f, also_o = np.split(gates_extra(extra, h) + np.zeros(21), 3)
            f = sigma(W_fx @ x_t + W_fc @ c + b_f + also_f)
            i = sigma(W_ix @ x_t + W_ic @ c + b_i + also_i)
            o = sigma(W_ox @ x_t + W_oc @ c + b_o + also_o)
            c = candidate(W_cx @ x_t + b_c, extra, h) * i + c * f
            h = np.tanh(c) * o
            np.testing.assert_allclose(outputs[sequence, t].detach(), h, atol=1e-13)
        np.testing.assert_allclose(c_last[sequence].detach(), c, atol=1e-13)


def test_the_peephole_lstm_of_gers_is_its_equations():
    """The same for the peephole LSTM as the field knows it."""
    cell = GersPeephole(5, 7, torch.Generator().manual_seed(1)).double()
    for values in (cell.bias, cell.peephole):
        torch.nn.init.normal_(values, generator=torch.Generator().manual_seed(2))
    x = np.random.default_rng(0).normal(size=(11, 5))
    W_ix, W_fx, W_gx, W_ox = np.split(cell.weight_ih.detach().numpy(), 4)
    W_ih, W_fh, W_gh, W_oh = np.split(cell.weight_hh.detach().numpy(), 4)
    b_i, b_f, b_g, b_o = np.split(cell.bias.detach().numpy(), 4)
    w_ic, w_fc, w_oc = cell.peephole.detach().numpy()

    outputs, _ = run_ours(cell, torch.from_numpy(x)[None])
    h, c = np.zeros(7), np.zeros(7)
    for t in range(11):
        i = sigma(W_ix @ x[t] + W_ih @ h + w_ic * c + b_i)
        f = sigma(W_fx @ x[t] + W_fh @ h + w_fc * c + b_f)
        g = np.tanh(W_gx @ x[t] + W_gh @ h + b_g)
        c = f * c + i * g
        o = sigma(W_ox @ x[t] + W_oh @ h + w_oc * c + b_o)
        h = o * np.tanh(c)
        np.testing.assert_allclose(outputs[0, t].detach(), h, atol=1e-13)


def test_without_peepholes_the_lstm_of_gers_is_the_lstm():
    x = torch.randn(2, 9, 5, dtype=torch.double)
    lstm, gers = (
        CELLS[name](5, 7, torch.Generator().manual_seed(1)).double()
        for name in ("lstm", "peephole-gers")
    )
    torch.testing.assert_close(run_ours(lstm, x), run_ours(gers, x), rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", CELLS)
def test_gradients_are_finite_differences(name):
    cell = CELLS[name](2, 3, torch.Generator().manual_seed(1)).double()
    x = torch.randn(2, 4, 2, dtype=torch.double)
    names, values = zip(*cell.named_parameters(), strict=True)

    def outputs(*weights):
        return torch.func.functional_call(
            _Unrolled(cell),
            {f"cell.{n}": w for n, w in zip(names, weights, strict=True)},
            (x,),
        )

    assert torch.autograd.gradcheck(outputs, values)


class _Unrolled(nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    def forward(self, x):
        return run_ours(self.cell, x)[0]


def test_a_state_carried_over_goes_on_where_the_sequence_was_cut(pair):
    _, ours = pair
    x = torch.randn(3, 11, 5, dtype=torch.double)
    whole, _ = run_ours(ours, x)
    _, state = run_ours(ours, x[:, :4])
    rest, _ = run_ours(ours, x[:, 4:], state)
    torch.testing.assert_close(rest, whole[:, 4:], rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", CELLS)
def test_initial_weights_are_kaiming_normal_and_biases_zero(name):
    cell = CELLS[name](64, 256, torch.Generator().manual_seed(2))
    for weight in (cell.weight_ih, cell.weight_hh):
        for gate in weight.split(256):
            expected = (2 / gate.shape[1]) ** 0.5  # gain √2 over √fan_in
            assert gate.std().item() == pytest.approx(
                expected, rel=4 / (2 * gate.numel()) ** 0.5
            )
            assert abs(gate.mean().item()) < 4 * expected / gate.numel() ** 0.5
    assert not cell.bias.any()


def test_the_generator_alone_decides_the_weights():
    torch.manual_seed(3)
    first = LSTM(4, 5, torch.Generator().manual_seed(2))
    torch.manual_seed(4)
    second = LSTM(4, 5, torch.Generator().manual_seed(2))
    assert all(
        torch.equal(a, b)
        for a, b in zip(first.parameters(), second.parameters(), strict=True)
    )
