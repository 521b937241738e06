"""The products of either library against float64."""

import pytest
import torch

from seqgraph.recurrent.products import linear, product


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(("n", "k", "m"), [(1, 1, 1), (1, 48, 5), (37, 256, 64)])
def test_products_are_exact_to_float32_rounding(monkeypatch, n, k, m, turned, enabled):
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", enabled)
    source = torch.Generator().manual_seed(0)
    a, b = (torch.randn(rows, k, generator=source) for rows in (n, m))
    if turned:
        a, b = a.T.contiguous().T, b.T.contiguous().T
    exact = a.double() @ b.double().T
    # Each of k terms is rounded once, and so is each of their partial sums.
    bound = 2**-23 * k**0.5 * (a.norm() * b.norm())
    assert (product(a, b) - exact).norm() < bound
    assert torch.equal(product(a.double(), b.double()), exact)


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("shape", [(40,), (7, 40), (2, 7, 40)])
def test_linear_has_the_first_and_second_derivatives_of_pytorchs(
    monkeypatch, shape, enabled
):
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", enabled)
    source = torch.Generator().manual_seed(0)
    x, W = torch.randn(shape, generator=source), torch.randn(9, 40, generator=source)

    def derivatives(layer, *given):
        x, W = (each.clone().requires_grad_() for each in given)
        y = layer(x, W)
        first = torch.autograd.grad(y.sin().sum(), [x, W], create_graph=True)
        second = torch.autograd.grad(sum(d.square().sum() for d in first), [x, W])
        return y, *first, *second

    exact = derivatives(torch.nn.functional.linear, x.double(), W.double())
    for ours, expected in zip(derivatives(linear, x, W), exact, strict=True):
        assert (ours - expected).norm() < 1e-5 * expected.norm()
