"""The scan against the loop that it replaces, and the minGRU by both."""

import numpy as np
import pytest
import torch
from torch import nn

from seqgraph.recurrent.unrolling import unroll
from seqgraph.today.readers import MinGRUs
from seqgraph.today.recurrences import by_steps, scan


def closed_form(a, b, start):
    """Each b, and the start, times all the a that come after it."""
    steps = a.shape[-2]
    terms = np.concatenate([start[..., None, :], b], axis=-2)
    return np.stack(
        [
            sum(np.prod(a[..., s:t, :], -2) * terms[..., s, :] for s in range(t + 1))
            for t in range(1, steps + 1)
        ],
        axis=-2,
    )


@pytest.mark.parametrize("way", [by_steps, scan])
@pytest.mark.parametrize("steps", [1, 2, 3, 7, 8, 9, 30])
def test_a_linear_recurrence_is_its_closed_form(way, steps):
    draw = np.random.default_rng(steps)
    a, b = draw.normal(size=(2, 3, 2, steps, 4))
    start = draw.normal(size=(3, 2, 4))
    found = way(*map(torch.from_numpy, (a, b, start)))
    np.testing.assert_allclose(found, closed_form(a, b, start), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("way", [by_steps, scan])
def test_its_gradients_are_finite_differences(way):
    a, b = torch.randn(2, 2, 5, 3, dtype=torch.double, requires_grad=True)
    start = torch.randn(2, 3, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(way, (a, b, start))


def test_layers_by_scan_are_the_cells_step_by_step():
    model, x = MinGRUs(4, 5, 3).double(), torch.randn(2, 7, 4, dtype=torch.double)
    expected, last = x, []
    for cell in model.cells:
        nn.init.normal_(cell.bias)
        outputs, (h,) = unroll(cell, cell.project(expected).unbind(1))
        expected = torch.stack(outputs, 1)
        last.append(h)
    found, state = model(x)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)
    torch.testing.assert_close(state, torch.stack(last), rtol=0, atol=1e-12)


def test_a_state_carried_over_goes_on_where_the_text_was_cut():
    model, x = MinGRUs(4, 5, 2).double(), torch.randn(2, 7, 4, dtype=torch.double)
    whole, after = model(x)
    _, state = model(x[:, :3])
    rest, last = model(x[:, 3:], state)
    torch.testing.assert_close(rest, whole[:, 3:], rtol=0, atol=1e-13)
    torch.testing.assert_close(last, after, rtol=0, atol=1e-13)
