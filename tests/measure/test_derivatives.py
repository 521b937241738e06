"""Central differences of functions whose derivatives are known."""

import torch

from seqgraph.measure.derivatives import central_differences


def test_a_quadratic_is_exact_and_a_sine_nearly():
    value = torch.tensor([[0.3, -1.0], [2.0, 0.0]], dtype=torch.double)
    square = central_differences(lambda v: (v**2).sum(), value)
    torch.testing.assert_close(square, 2 * value, rtol=0, atol=1e-10)
    sine = central_differences(lambda v: v.sin().sum(), value)
    torch.testing.assert_close(sine, value.cos(), rtol=0, atol=1e-10)
    assert not torch.equal(sine, value.cos())
