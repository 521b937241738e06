"""Hand-derived gradients against autograd, central differences and ``nn.RNN``."""

import dataclasses

import pytest
import torch
from torch import nn

from seqgraph.measure.derivatives import central_differences
from seqgraph.recurrent import vanilla


@pytest.fixture(params=[1, 2, 9])
def problem(request):
    """Weights, a sequence of 1, 2 or 9 steps, and its class."""
    generator = torch.Generator().manual_seed(request.param)
    w = vanilla.Weights.draw(inputs=3, hidden=5, classes=4, generator=generator)
    x = torch.randn(request.param, 3, dtype=torch.double, generator=generator)
    return w, x, 2


def test_states_are_those_of_nn_rnn(problem):
    w, x, _ = problem
    theirs = nn.RNN(3, 5).double()
    values = {
        "weight_ih": w.W_hx,
        "weight_hh": w.W_hh,
        "bias_ih": w.b_h,
        "bias_hh": 0 * w.b_h,
    }
    theirs.load_state_dict({f"{name}_l0": value for name, value in values.items()})
    torch.testing.assert_close(
        vanilla.states(w, x)[1:], theirs(x)[0], rtol=0, atol=1e-14
    )


def test_gradients_are_those_of_autograd(problem):
    w, x, y = problem
    leaves = [value.clone().requires_grad_() for value in vars(w).values()]
    loss = vanilla.cross_entropy(vanilla.Weights(*leaves), x, y)
    expected = torch.autograd.grad(loss, leaves)
    for hand, auto in zip(
        vars(vanilla.gradients(w, x, y)).values(), expected, strict=True
    ):
        torch.testing.assert_close(hand, auto, rtol=0, atol=1e-13)


@pytest.mark.parametrize(
    "name", [field.name for field in dataclasses.fields(vanilla.Weights)]
)
def test_gradients_are_central_differences(problem, name):
    w, x, y = problem

    def loss(value):
        return vanilla.cross_entropy(dataclasses.replace(w, **{name: value}), x, y)

    hand = getattr(vanilla.gradients(w, x, y), name)
    slow = central_differences(loss, getattr(w, name))
    torch.testing.assert_close(hand, slow, rtol=0, atol=1e-9)


def test_deltas_are_gradients_of_the_states(problem):
    """δ⁽ᵗ⁾ by autograd: restart the network from each h⁽ᵗ⁾."""
    w, x, y = problem
    h = vanilla.states(w, x)
    delta = vanilla.backpropagate(w, h, w.W_ph.T @ vanilla.output_error(w, h, y))
    for t in range(len(h)):
        start = h[t].clone().requires_grad_()
        state = start
        for x_t in x[t:]:
            state = torch.tanh(w.W_hx @ x_t + w.W_hh @ state + w.b_h)
        loss = -torch.log_softmax(w.W_ph @ state + w.b_p, dim=0)[y]
        (expected,) = torch.autograd.grad(loss, start)
        torch.testing.assert_close(delta[t], expected, rtol=0, atol=1e-14)
