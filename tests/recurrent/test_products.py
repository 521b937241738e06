"""The product of either library against float64."""

import pytest
import torch

from seqgraph.recurrent.products import product


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
