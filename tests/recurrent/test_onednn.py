"""The operations of either library against float64."""

import pytest
import torch

from seqgraph.recurrent.onednn import product, tanh

either = pytest.mark.parametrize("enabled", [True, False])


@either
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


@either
def test_tanh_is_exact_to_float32_rounding_near_zero_and_far_from_it(
    monkeypatch, enabled
):
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", enabled)
    size = torch.logspace(-30, 30, 100_001, dtype=torch.double).float()
    x = torch.stack([size, -size])
    exact = x.double().tanh()
    assert ((tanh(x) - exact).abs() / exact.abs()).max() < 2**-22
    assert torch.equal(tanh(x.double()), exact)


@either
def test_tanh_of_a_part_of_a_tensor_and_of_what_is_no_number(monkeypatch, enabled):
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", enabled)
    whole = torch.randn(7, 12, generator=torch.Generator().manual_seed(0))
    part = whole[2:5, 4:8]
    assert torch.equal(tanh(part), tanh(part.contiguous()))
    assert tanh(torch.zeros(0, 3)).shape == (0, 3)
    limits = tanh(torch.tensor([0.0, torch.inf, -torch.inf, torch.nan]))
    assert limits[:3].tolist() == [0, 1, -1]
    assert limits[3].isnan()
