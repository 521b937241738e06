"""The LSTM and the vanilla RNN against torch's, the other cells against loops in NumPy,
all against finite differences."""

import numpy as np
import pytest
import torch
from torch import nn

from seqgraph.errors import InputError
from seqgraph.recurrent.cells import LSTM, Cell
from seqgraph.recurrent.classifier import CELLS
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.peepholes import GersPeephole
from seqgraph.recurrent.relatives import GRU, RNN, ReLURNN
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


def contents(h, c):
    return c


VARIANTS = {  # candidate from W_cx x + b_c and h⁻; what the gates see of h⁻; seen whole
    "peephole": (lambda z, extra, h: sigma(z), no_extra, contents),
    "peephole-tanh": (lambda z, extra, h: np.tanh(z), no_extra, contents),
    "peephole-candidate-h": (
        lambda z, extra, h: sigma(z + extra @ h),
        no_extra,
        contents,
    ),
    "peephole-gates-h": (
        lambda z, extra, h: sigma(z),
        lambda extra, h: extra @ h,
        contents,
    ),
    "peephole-only-h": (lambda z, extra, h: sigma(z), no_extra, lambda h, c: h),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_courses_peephole_lstm_and_its_variants_are_their_equations(name):
    """A loop in NumPy and float64, one gate at a time, written from (35)-(39)."""
    candidate, gates_extra, whole = VARIANTS[name]
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
            seen = whole(h, c)
            f = sigma(W_fx @ x_t + W_fc @ seen + b_f + also_f)
            i = sigma(W_ix @ x_t + W_ic @ seen + b_i + also_i)
            o = sigma(W_ox @ x_t + W_oc @ seen + b_o + also_o)
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


def test_an_lstm_whose_gates_see_the_content_is_its_equations():
    cell = CELLS["lstm-gates-c"](5, 7, torch.Generator().manual_seed(1)).double()
    torch.nn.init.normal_(cell.bias, generator=torch.Generator().manual_seed(2))
    x = np.random.default_rng(0).normal(size=(11, 5))
    W_ix, W_fx, W_gx, W_ox = np.split(cell.weight_ih.detach().numpy(), 4)
    W_ih, W_fh, W_gh, W_oh, W_ic, W_fc, W_oc = np.split(
        cell.weight_hh.detach().numpy(), 7
    )
    b_i, b_f, b_g, b_o = np.split(cell.bias.detach().numpy(), 4)

    outputs, _ = run_ours(cell, torch.from_numpy(x)[None])
    h, c = np.zeros(7), np.zeros(7)
    for t in range(11):
        i = sigma(W_ix @ x[t] + W_ih @ h + W_ic @ c + b_i)
        f = sigma(W_fx @ x[t] + W_fh @ h + W_fc @ c + b_f)
        o = sigma(W_ox @ x[t] + W_oh @ h + W_oc @ c + b_o)
        g = np.tanh(W_gx @ x[t] + W_gh @ h + b_g)
        c = f * c + i * g
        h = o * np.tanh(c)
        np.testing.assert_allclose(outputs[0, t].detach(), h, atol=1e-13)


@pytest.mark.parametrize(("kind", "squash"), [(RNN, "tanh"), (ReLURNN, "relu")])
def test_the_vanilla_rnn_is_that_of_torch(kind, squash):
    theirs = nn.RNN(5, 7, nonlinearity=squash, batch_first=True).double()
    ours = kind(5, 7).double()
    with torch.no_grad():
        ours.weight_ih.copy_(theirs.weight_ih_l0)
        ours.weight_hh.copy_(theirs.weight_hh_l0)
        ours.bias.copy_(theirs.bias_ih_l0 + theirs.bias_hh_l0)
    x = torch.randn(3, 11, 5, dtype=torch.double)
    expected, last = theirs(x)
    outputs, state = run_ours(ours, x)
    torch.testing.assert_close(outputs, expected, rtol=0, atol=1e-12)
    torch.testing.assert_close(state, (last[0],), rtol=0, atol=1e-12)


def with_drawn_bias(name, inputs=5, hidden=7):
    """A cell in double precision, and its weights gate by gate for NumPy."""
    cell = CELLS[name](inputs, hidden, torch.Generator().manual_seed(1)).double()
    nn.init.normal_(cell.bias, generator=torch.Generator().manual_seed(2))
    return cell, {
        key: values.detach().numpy().reshape(-1, hidden, *values.shape[1:])
        for key, values in cell.named_parameters()
    }


@pytest.mark.parametrize("sequence", range(3))
def test_the_gru_is_the_courses_equations(sequence):
    """Unit by unit, from z = σ(W_z [h⁻, x]), r = σ(W_r [h⁻, x]),
    h̃ = tanh(W [r ∗ h⁻, x]), h = (1 - z) h⁻ + z h̃."""
    cell, weights = with_drawn_bias("gru")
    (W_r, W_z, W) = np.concatenate([weights["weight_hh"], weights["weight_ih"]], -1)
    b_r, b_z, b = weights["bias"]
    x = np.random.default_rng(sequence).normal(size=(11, 5))
    outputs, _ = run_ours(cell, torch.from_numpy(x)[None])
    h = np.zeros(7)
    for t in range(11):
        both = np.append(h, x[t])
        z = sigma(W_z @ both + b_z)
        r = sigma(W_r @ both + b_r)
        new = np.tanh(W @ np.append(r * h, x[t]) + b)
        h = h + z * (new - h)
        np.testing.assert_allclose(outputs[0, t].detach(), h, atol=1e-13)


def test_the_gru_is_torchs_where_reset_and_product_commute():
    """Where the candidate's recurrent matrix is diagonal; torch's z is our 1 - z."""
    theirs, ours = nn.GRU(5, 7, batch_first=True).double(), GRU(5, 7).double()
    signs = torch.ones(21, 1, dtype=torch.double)
    signs[7:14] = -1
    with torch.no_grad():
        theirs.bias_hh_l0.zero_()
        theirs.weight_hh_l0[14:] *= torch.eye(7)
        ours.weight_ih.copy_(signs * theirs.weight_ih_l0)
        ours.weight_hh.copy_(signs * theirs.weight_hh_l0)
        ours.bias.copy_(signs[:, 0] * theirs.bias_ih_l0)
    x = torch.randn(3, 11, 5, dtype=torch.double)
    torch.testing.assert_close(run_ours(ours, x)[0], theirs(x)[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["mingru", "mingru-two"])
def test_the_mingru_is_the_mean_of_its_candidates_that_its_gates_make(name):
    """In closed form: candidate s counts z_s times what the later gates left of it."""
    cell, weights = with_drawn_bias(name)
    seen = np.random.default_rng(0).normal(size=(11, 5))
    layers = ["", "second."] if name == "mingru-two" else [""]
    outputs, _ = run_ours(cell, torch.from_numpy(seen)[None])
    for layer in layers:
        (W_z, W), (b_z, b) = weights[f"{layer}weight_ih"], weights[f"{layer}bias"]
        z, new = sigma(seen @ W_z.T + b_z), seen @ W.T + b
        seen = np.stack(
            [
                sum(
                    z[s] * np.prod(1 - z[s + 1 : t + 1], 0) * new[s]
                    for s in range(t + 1)
                )
                for t in range(11)
            ]
        )
    np.testing.assert_allclose(outputs[0].detach(), seen, atol=1e-13)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
def test_each_square_of_the_recurrent_weights_starts_as_asked(name):
    def squares(init):
        model = Palindromes(cell=name, hidden=9, init=init).model()
        return model.cell.weight_hh.detach().split(9)

    for square in squares("orthogonal"):
        torch.testing.assert_close(square @ square.T, torch.eye(9))
    assert len({float(square[0, 0]) for square in squares("orthogonal")}) == len(
        squares("orthogonal")
    )
    assert all(torch.equal(square, torch.eye(9)) for square in squares("identity"))


def test_a_start_that_a_cell_cannot_have_is_refused():
    with pytest.raises(InputError, match="MinGRU has no recurrent weights"):
        Palindromes(cell="mingru", init="identity").model()


@pytest.mark.parametrize(("name", "squash"), [("rnn", np.tanh), ("rnn-relu", None)])
def test_the_vanilla_rnn_is_equation_1(name, squash):
    """Unit by unit in NumPy, in double precision."""
    cell, weights = with_drawn_bias(name)
    W_h, W_x, b = (weights[key][0] for key in ("weight_hh", "weight_ih", "bias"))
    x = np.random.default_rng(0).normal(size=(11, 5))
    outputs, _ = run_ours(cell, torch.from_numpy(x)[None])
    h = np.zeros(7)
    for t in range(11):
        inside = [W_h[j] @ h + W_x[j] @ x[t] + b[j] for j in range(7)]
        h = np.array([squash(z) if squash else max(z, 0) for z in inside])
        np.testing.assert_allclose(outputs[0, t].detach(), h, atol=1e-13)


def lstm_in_numpy(weights, embedded):
    """The last h (7,) of an LSTM, equations (4)-(9), from ``with_drawn_bias``."""
    h, c = np.zeros(7), np.zeros(7)
    for x_t in embedded:
        i, f, g, o = (
            weights["weight_ih"][k] @ x_t
            + weights["weight_hh"][k] @ h
            + weights["bias"][k]
            for k in range(4)
        )
        c = np.tanh(g) * sigma(i) + c * sigma(f)
        h = np.tanh(c) * sigma(o)
    return h


@pytest.mark.parametrize("forget", ["zero", "one", "chrono"])
def test_read_both_ways_the_last_outputs_stand_side_by_side(forget):
    """[h→⁽ᵀ⁾; h←⁽⁰⁾] in NumPy and double precision, with each start of the forget
    gates."""
    config = Palindromes(
        task="combinations",
        length=6,
        embedding=5,
        hidden=7,
        reads="both-ways",
        forget=forget,
    )
    model = config.model().double()
    forwards, backwards = (
        {
            key: values.detach().numpy().reshape(-1, 7, *values.shape[1:])
            for key, values in cell.named_parameters()
        }
        for cell in model.cells
    )
    assert not np.allclose(forwards["weight_hh"], backwards["weight_hh"])
    x, _ = config.reading.draw(6, 4, torch.Generator().manual_seed(0))
    found = model(x).detach()
    W, b = model.weight_ph.detach().numpy(), model.bias_p.detach().numpy()
    for row, logits in zip(model.embedding.detach().numpy()[x], found, strict=True):
        both = [lstm_in_numpy(forwards, row), lstm_in_numpy(backwards, row[::-1])]
        np.testing.assert_allclose(logits, W @ np.concatenate(both) + b, atol=1e-12)


def test_one_direction_is_torchs_bidirectional_lstm_read_alone():
    theirs = nn.LSTM(5, 7, batch_first=True, bidirectional=True).double()
    config = Palindromes(embedding=5, hidden=7, reads="both-ways")
    model = config.model().double()
    with torch.no_grad():
        for cell, way in zip(model.cells, theirs.all_weights, strict=True):
            cell.weight_ih.copy_(way[0])
            cell.weight_hh.copy_(way[1])
            cell.bias.copy_(way[2] + way[3])
        x, _ = config.reading.draw(10, 3, torch.Generator().manual_seed(0))
        _, (last, _) = theirs(model.embedding[x])
        expected = torch.cat([*last], dim=1) @ model.weight_ph.T + model.bias_p
        torch.testing.assert_close(model(x), expected, rtol=0, atol=1e-11)


def test_where_the_forget_gates_start():
    def biases(forget, length=10):
        i, f, g, o = (
            Palindromes(forget=forget, length=length, hidden=4000, embedding=2)
            .model()
            .cell.bias.detach()
            .chunk(4)
        )
        assert not g.any()
        assert not o.any()
        return i, f

    assert not torch.cat(biases("zero")).any()
    i, f = biases("one")
    assert not i.any()
    assert (f == 1).all()
    i, f = biases("chrono")  # of 41 symbols
    assert torch.equal(i, -f)
    spans = f.exp()
    assert spans.min() >= 1
    assert 39 < spans.max() <= 40 + 1e-3
    # Uniform: mean and spread of n draws from 1..40.
    assert spans.mean().item() == pytest.approx(20.5, abs=4 * 39 / 12**0.5 / 4000**0.5)
    assert spans.std().item() == pytest.approx(39 / 12**0.5, rel=0.05)


def test_only_the_lstm_has_forget_gates_that_can_start_otherwise():
    with pytest.raises(InputError, match="not those of GRU"):
        Palindromes(cell="gru", forget="one").model()


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
    weights = [each for name, each in cell.named_parameters() if "weight" in name]
    for weight in weights:
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
