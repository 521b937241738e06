"""The instruments of questions 1.1 (c) and 1.2, where the answer is known otherwise."""

import numpy as np
import pytest
import torch

from seqgraph.errors import InputError
from seqgraph.recurrent import (
    figures,
    gate_traces,
    gradient_flow,
    gradient_study,
    palindromes,
    pencil,
    vanilla,
)
from seqgraph.recurrent.experiment import Palindromes


@pytest.fixture
def model():
    return Palindromes(hidden=6, embedding=4).model().double()


@pytest.fixture
def sequences():
    return palindromes.draw(4, 12, torch.Generator().manual_seed(0))[0]


def test_a_trace_ends_in_the_models_own_logits(model, sequences):
    kept, logits = gate_traces.trace(model, sequences)
    torch.testing.assert_close(logits, model(sequences), rtol=0, atol=1e-13)
    assert {name: value.shape for name, value in kept.items()} == dict.fromkeys(
        "gifoch", (17, 12, 6)
    )
    torch.testing.assert_close(kept["h"], torch.tanh(kept["c"]) * kept["o"])


def test_a_closed_input_or_output_gate_leaves_only_the_bias(model, sequences):
    for gate in ("i", "o"):
        _, logits = gate_traces.trace(model, sequences, fixed=(gate, 0.0))
        torch.testing.assert_close(logits, model.bias_p.detach().expand(12, -1))


def test_a_forget_gate_at_one_makes_the_cell_a_sum(model, sequences):
    kept, _ = gate_traces.trace(model, sequences, fixed=("f", 1.0))
    torch.testing.assert_close(kept["c"], (kept["g"] * kept["i"]).cumsum(0))


def test_a_gate_held_over_the_padding_is_free_over_the_digits(model, sequences):
    """The digits, read from where the held padding has led, as without a hold."""
    padding = sequences == palindromes.PADDING
    kept, _ = gate_traces.trace(model, sequences, ("f", 1.0), during=padding)
    held, _ = gate_traces.trace(model, sequences, ("f", 1.0))
    a = model.cell.project(model.embedding)[sequences]
    for n, first in enumerate(padding.sum(1).tolist()):
        assert first > 0
        before = slice(first), n
        torch.testing.assert_close(kept["c"][before], held["c"][before])
        state = kept["h"][first - 1, n : n + 1], kept["c"][first - 1, n : n + 1]
        for t in range(first, sequences.shape[1]):
            h, state = model.cell.step(a[n : n + 1, t], state)
        torch.testing.assert_close(kept["h"][-1, n], h[0])


def test_correlation_is_numpys():
    generator = torch.Generator().manual_seed(0)
    values = torch.randn(50, 3, dtype=torch.double, generator=generator)
    labels = torch.randint(2, (50,), generator=generator)
    expected = [np.corrcoef(values[:, unit], labels)[0, 1] for unit in range(3)]
    assert gate_traces.correlation(values, labels).tolist() == pytest.approx(expected)


def test_without_input_an_orthogonal_matrix_scales_by_its_radius():
    orthogonal, _ = gradient_flow.matrices(8, torch.Generator().manual_seed(0))
    flow = gradient_flow.vanilla(
        0.7 * orthogonal,
        scale=0.0,
        steps=10,
        sequences=3,
        generator=torch.Generator().manual_seed(1),
    )
    expected = 0.7 ** torch.arange(11)[:, None].expand(-1, 3)
    torch.testing.assert_close(flow, expected.double())


def test_parts_of_the_gradient_are_autograds_with_states_detached():
    """Detach the state k steps before the end: autograd then finds the last k parts."""
    W = gradient_flow.matrices(8, torch.Generator().manual_seed(0))[1].requires_grad_()
    T = 7

    def last(k):
        """The gradient of a random combination of h⁽ᵀ⁾, as in ``parts``."""
        source = torch.Generator().manual_seed(1)
        h = torch.zeros(1, 8, dtype=torch.double)
        for t in range(T):
            if t == T - k:
                h = h.detach()
            noise = torch.randn(1, 8, dtype=torch.double, generator=source)
            h = torch.tanh(0.2 * noise + h @ W.T)
        upstream = torch.randn(1, 8, dtype=torch.double, generator=source)
        return torch.autograd.grad(h, W, upstream)[0]

    source = torch.Generator().manual_seed(1)
    norms, off = gradient_flow.parts(W.detach(), 0.2, T, 1, source)
    sums = [torch.zeros_like(W), *(last(k) for k in range(1, T + 1))]
    for k in range(1, T + 1):
        size = (sums[k] - sums[k - 1]).norm() / sums[T].norm()
        left_out = (sums[T] - sums[k]).norm() / sums[T].norm()
        assert norms[k - 1].item() == pytest.approx(size.item(), abs=1e-7)
        assert off[k - 1].item() == pytest.approx(left_out.item(), abs=1e-7)


def test_without_recurrent_weights_the_cells_gradient_is_a_product_of_forget_gates(
    model, sequences
):
    """With W_hh = 0 nothing goes through h, and ∂c⁽ᵀ⁾/∂c⁽ᵗ⁾ is that product exactly."""
    torch.nn.init.zeros_(model.cell.weight_hh)
    norms, ways = gradient_flow.lstm(model, sequences)
    kept, _ = gate_traces.trace(model, sequences)
    away = (model.weight_ph[1] - model.weight_ph[0]).detach()
    last = away * kept["o"][-1] * (1 - torch.tanh(kept["c"][-1]) ** 2)
    for k in range(17):
        product = kept["f"][17 - k :].prod(0)
        torch.testing.assert_close(ways[k], product)
        expected = (last * product).norm(dim=1) / last.norm(dim=1)
        torch.testing.assert_close(norms[k].detach(), expected)


def test_with_recurrent_weights_the_cells_gradient_is_a_central_difference(
    model, sequences
):
    """Half the way back: move c⁽⁸⁾ and rerun the rest of the sequence."""
    norms, _ = gradient_flow.lstm(model, sequences)
    kept, _ = gate_traces.trace(model, sequences)
    a = model.cell.project(model.embedding)[sequences].detach()
    away = (model.weight_ph[1] - model.weight_ph[0]).detach()

    def rerun(c, t):
        """The difference of the logits, from c⁽ᵗ⁾ and the h⁽ᵗ⁾ that follows from it."""
        h = torch.tanh(c) * kept["o"][t]
        for a_t in a[:, t + 1 :].unbind(1):
            h, (h, c) = model.cell.step(a_t, (h, c))
        return h @ away

    def norm(t):
        shifts = 1e-6 * torch.eye(6, dtype=torch.double)
        c = kept["c"][t]
        moved = [(rerun(c + s, t) - rerun(c - s, t)) / 2e-6 for s in shifts]
        return torch.stack(moved).norm(dim=0)

    with torch.no_grad():
        torch.testing.assert_close(norms[8], norm(8) / norm(16), rtol=1e-6, atol=0)


def test_values_are_taken_at_each_palindromes_own_step(model, sequences):
    """Written out, one sequence at a time."""
    kept, _ = gate_traces.trace(model, sequences)
    last = sequences.shape[1] - 1
    for k in (0, 3, 40):
        found = gate_traces.at(kept["c"], gate_traces.after(sequences, k))
        for n, row in enumerate(sequences.tolist()):
            first = next(t for t, s in enumerate(row) if s != palindromes.PADDING)
            assert torch.equal(found[n], kept["c"][min(first + k, last), n])


def test_what_the_forget_gates_leave_is_their_product_from_a_step_on(model, sequences):
    f = gate_traces.trace(model, sequences)[0]["f"]
    left = gate_traces.kept_to_the_end(f)
    for t in (0, 9, 16):
        torch.testing.assert_close(left[t], f[t:].prod(0))


def test_only_an_lstms_gates_are_read(sequences):
    peephole = Palindromes(cell="peephole", hidden=6, embedding=4).model()
    for read in (gate_traces.trace, gradient_flow.lstm):
        with pytest.raises(InputError, match=r"an LSTM, .* got Peephole"):
            read(peephole, sequences)


def test_the_contents_gradients_are_those_of_autograd(model, sequences):
    cell = model.cell
    a = cell.project(model.embedding)[sequences].detach()
    h, c = (part.expand(len(sequences), -1) for part in cell.start())
    contents = []
    for a_t in a.unbind(1):
        h, (h, c) = cell.step(a_t, (h, c))
        contents.append(c)
    upstream = torch.randn(6, dtype=torch.double, generator=torch.Generator())
    expected = torch.stack(torch.autograd.grad((h @ upstream).sum(), contents))
    kept, _ = gate_traces.trace(model, sequences)
    found = gradient_flow.content_gradients(cell, kept, upstream)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)


def test_two_palindromes_differ_in_their_first_digit_only():
    zero, one = gate_traces.halves("1011000")
    assert "".join("·01"[s] for s in one[-14:].tolist()) == "·1011000000110"
    assert (zero != one).nonzero().tolist() == [[28]]
    # Those of training: what is read, and the digit that is asked for.
    for row, last in ((zero, 1), (one, 2)):
        whole = [s for s in [*row.tolist(), last] if s != palindromes.PADDING]
        assert whole == whole[::-1]


def test_each_line_of_the_carried_bit_is_that_digit_s_trace():
    model = Palindromes(hidden=4).model()
    kept, _ = gate_traces.trace(model, gate_traces.halves("101"))
    figure = figures.carried(model, "101", {1: "is one", 3: "is another"})
    for axes, unit in zip(figure.axes[-2:], (1, 3), strict=True):
        lines = {line.get_label(): line.get_ydata() for line in axes.lines}
        for first in (0, 1):
            expected = kept["c"][-9:, first, unit]  # four of padding and five digits
            assert lines[f"first digit {first}"].tolist() == expected.tolist()


def test_the_step_on_paper_is_the_cells():
    cell, by_hand = pencil.lstm(), pencil.lstm_by_hand()
    x, h, c = (
        torch.tensor([[value]], dtype=torch.double)
        for value in (pencil.X, pencil.H_BEFORE, pencil.C_BEFORE)
    )
    h_after, (_, c_after) = cell.step(cell.project(x), (h, c))
    assert (h_after.item(), c_after.item()) == pytest.approx(
        (by_hand["h"], by_hand["c"]), abs=1e-15
    )


@pytest.mark.parametrize("name", ["course_peephole", "gers_peephole"])
def test_the_steps_with_peepholes_on_paper_are_the_cells(name):
    cell = getattr(pencil, name)()
    x, h, c = (
        torch.tensor([[value]], dtype=torch.double)
        for value in (pencil.X, pencil.H_BEFORE, pencil.C_BEFORE)
    )
    h_after, (_, c_after) = cell.step(cell.project(x), (h, c))
    by_hand = getattr(pencil, f"{name}_by_hand")()
    assert (h_after.item(), c_after.item()) == pytest.approx(
        (by_hand["h"], by_hand["c"]), abs=1e-15
    )


@pytest.mark.parametrize("length", [2, 6, 10])
def test_two_units_can_do_what_is_asked(length):
    x, y, _ = palindromes.every(length)
    assert (pencil.carrier()(x).argmax(1) == y).all()


def test_the_two_units_hold_the_digit_over_all_that_is_read():
    longest = "1" + "0" * 39  # of T = 20, half of it
    kept, _ = gate_traces.trace(pencil.carrier(), gate_traces.halves(longest, 20))
    start = 81 - 79
    digit = torch.tensor([-1.0, 1.0])
    assert (kept["c"][:start] == 0).all()
    assert (kept["c"][start:, :, 1] - digit).abs().max() < 0.01
    assert kept["i"][start, :, 1].min() > 0.99
    assert kept["i"][start + 1 :, :, 1].max() < 1e-5


def test_the_slopes_on_paper_are_central_differences():
    cell, (direct, through_h) = pencil.lstm(), pencil.lstm_slopes()
    o_before = pencil.H_BEFORE / np.tanh(pencil.C_BEFORE)

    @torch.no_grad()
    def content(c, h):
        """The content after the step, from the content and output before it."""
        state = (torch.tensor([[value]], dtype=torch.double) for value in (h, c))
        a = cell.project(torch.tensor([[pencil.X]], dtype=torch.double))
        return cell.step(a, tuple(state))[1][1].item()

    def slope(h_of):
        up, down = pencil.C_BEFORE + 1e-5, pencil.C_BEFORE - 1e-5
        return (content(up, h_of(up)) - content(down, h_of(down))) / 2e-5

    assert slope(lambda c: pencil.H_BEFORE) == pytest.approx(direct, abs=1e-9)
    whole = slope(lambda c: o_before * np.tanh(c))
    assert whole == pytest.approx(direct + through_h, abs=1e-9)


def test_the_rnn_on_paper_reads_its_symbol_first():
    w, x, _ = pencil.rnn()
    h = [0.0]
    for symbol in (1, 0, 0):
        h.append(np.tanh(symbol + 0.9 * h[-1]))
    assert vanilla.states(w, x).flatten().tolist() == pytest.approx(h, abs=1e-15)


def test_what_a_network_keeps_that_starts_like_the_lstm_written_out():
    """With symbols that are read through a matrix, and autograd for the way back."""
    source = torch.Generator().manual_seed(0)

    def normal(*shape):
        return torch.randn(shape, dtype=torch.double, generator=source)

    W_hx, W_hh = (normal(256, n) * (2 / n) ** 0.5 for n in (64, 256))
    h, states = torch.zeros(64, 256, dtype=torch.double, requires_grad=True), []
    for _ in range(60):
        h = torch.tanh(normal(64, 64) @ W_hx.T + h @ W_hh.T)
        states.append(h)
    upstream = normal(64, 256)
    (early,) = torch.autograd.grad(h, [states[-13]], upstream)
    left = (early.norm(dim=1) / upstream.norm(dim=1)).median().item()
    (found,) = gradient_study.as_the_lstm_starts(draws=1)
    assert found[12].item() == pytest.approx(left, rel=0.15)
