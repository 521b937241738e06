"""The products and tanh of either library against float64."""

import functools
from types import SimpleNamespace

import pytest
import torch

from seqgraph.machine import libraries, products
from seqgraph.machine.libraries import Libraries, using
from seqgraph.machine.products import add_product, linear, product, tanh

# oneDNN chosen or not, and switched on or not.
CHOICES = [(False, True), (True, True), (True, False)]


@pytest.fixture(autouse=True)
def no_product_is_small(monkeypatch):
    monkeypatch.setattr(products, "SMALL", 0)


@pytest.fixture(params=CHOICES)
def asked(request, monkeypatch):
    """Whether oneDNN is asked, with all of its choices."""
    onednn, on = request.param
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", on)
    with using(Libraries(onednn)):
        yield onednn and on


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(("n", "k", "m"), [(1, 1, 1), (1, 48, 5), (37, 256, 64)])
def test_products_are_exact_to_float32_rounding(n, k, m, turned, asked):
    source = torch.Generator().manual_seed(0)
    a, b = (torch.randn(rows, k, generator=source) for rows in (n, m))
    if turned:
        a, b = a.T.contiguous().T, b.T.contiguous().T
    exact = a.double() @ b.double().T
    # Each of k terms is rounded once, and so is each of their partial sums.
    bound = 2**-23 * k**0.5 * (a.norm() * b.norm())
    assert (product(a, b) - exact).norm() < bound
    assert torch.equal(product(a.double(), b.double()), exact)
    onto = torch.randn(n, m, generator=source)
    total = add_product(onto.clone(), a, b)
    assert (total - onto.double() - exact).norm() < bound + 2**-23 * onto.norm()


@pytest.mark.parametrize("by_sigmoid", [True, False])
def test_tanh_is_exact_to_the_rounding_of_numbers_near_one(by_sigmoid):
    with using(Libraries(by_sigmoid=by_sigmoid)):
        compare_tanh()


def compare_tanh():
    z = torch.linspace(-20, 20, 4001)
    exact = z.double().tanh()
    assert (tanh(z, out=torch.empty_like(z)) - exact).abs().max() < 2**-22
    strided = torch.stack([z, z], dim=1)
    tanh(strided[:, 0], out=strided[:, 0])  # in place, and nothing beside it
    assert (strided[:, 0] - exact).abs().max() < 2**-22
    assert torch.equal(strided[:, 1], z)
    # In float64 it is PyTorch's.
    assert torch.equal(tanh(z.double(), out=torch.empty(4001).double()), exact)


def test_onednn_is_asked_only_where_it_was_chosen_and_is_on(asked, monkeypatch):
    a, b = torch.ones(2, 3), torch.ones(4, 3)
    assert goes_to_onednn(a, b) == asked
    assert not goes_to_onednn(a.double(), b.double())
    monkeypatch.setattr(products, "SMALL", 2 * 3 * 4)
    assert goes_to_onednn(a, b) == asked
    monkeypatch.setattr(products, "SMALL", 2 * 3 * 4 + 1)
    assert not goes_to_onednn(a, b)


def goes_to_onednn(a, b):
    with torch.profiler.profile() as profile:
        product(a, b)
    return any(event.name.startswith("mkldnn::") for event in profile.events())


def test_the_first_large_product_has_the_libraries_chosen(monkeypatch):
    """And whatever is chosen, at its sizes."""
    seen = []

    def settle(a, b):
        seen.append((*a.shape, *b.shape))
        return Libraries()

    monkeypatch.setattr(libraries, "settle", settle)
    monkeypatch.setattr(products, "SMALL", 24)
    product(torch.ones(1, 3), torch.ones(4, 3))
    assert not seen
    product(torch.ones(2, 3), torch.ones(4, 3))
    assert seen == [(2, 3, 4, 3)]


@pytest.mark.parametrize("operators", [{}, {"_linear_pointwise": torch.ops.aten.relu}])
def test_without_onednns_operator_or_with_another_of_its_name_products_are_mkls(
    monkeypatch, tmp_path, operators
):
    monkeypatch.setattr(libraries.places, "cached", lambda: tmp_path)
    monkeypatch.setattr(torch.ops, "mkldnn", SimpleNamespace(**operators))
    looked_up = functools.cache(libraries.has_onednn_product.__wrapped__)
    monkeypatch.setattr(libraries, "has_onednn_product", looked_up)
    source = torch.Generator().manual_seed(0)
    a, b = (torch.randn(rows, 48, generator=source) for rows in (37, 64))
    onto = torch.randn(37, 64, generator=source)
    with using(None):
        assert torch.equal(product(a, b), a @ b.T)
        assert torch.equal(linear(a, b), a @ b.T)
        assert torch.equal(add_product(onto.clone(), a, b), onto.addmm(a, b.T))
    assert looked_up.cache_info().misses == 1  # not at every product


@pytest.mark.parametrize("shape", [(40,), (7, 40), (2, 7, 40)])
def test_linear_has_the_first_and_second_derivatives_of_pytorchs(shape, asked):
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
