"""The products and tanh of either library against float64."""

import functools
from types import SimpleNamespace

import pytest
import torch

from seqgraph.machine import products
from seqgraph.machine.products import add_product, linear, product, tanh

# MKL avoided or not, oneDNN switched on or not.
LIBRARIES = [(False, True), (True, True), (True, False)]


@pytest.mark.parametrize(("avoid_mkl", "onednn"), LIBRARIES)
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(("n", "k", "m"), [(1, 1, 1), (1, 48, 5), (37, 256, 64)])
def test_products_are_exact_to_float32_rounding(
    monkeypatch, n, k, m, turned, avoid_mkl, onednn
):
    monkeypatch.setattr(products, "avoid_mkl", avoid_mkl)
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", onednn)
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


@pytest.mark.parametrize("avoid_mkl", [True, False])
def test_tanh_is_exact_to_the_rounding_of_numbers_near_one(monkeypatch, avoid_mkl):
    monkeypatch.setattr(products, "avoid_mkl", avoid_mkl)
    z = torch.linspace(-20, 20, 4001)
    exact = z.double().tanh()
    assert (tanh(z, out=torch.empty_like(z)) - exact).abs().max() < 2**-22
    strided = torch.stack([z, z], dim=1)
    tanh(strided[:, 0], out=strided[:, 0])  # in place, and nothing beside it
    assert (strided[:, 0] - exact).abs().max() < 2**-22
    assert torch.equal(strided[:, 1], z)
    # In float64 it is PyTorch's.
    assert torch.equal(tanh(z.double(), out=torch.empty(4001).double()), exact)


@pytest.mark.parametrize(("avoid_mkl", "onednn"), LIBRARIES)
def test_onednn_is_asked_only_where_mkl_is_avoided_and_it_is_on(
    monkeypatch, avoid_mkl, onednn
):
    monkeypatch.setattr(products, "avoid_mkl", avoid_mkl)
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", onednn)
    with torch.profiler.profile() as profile:
        product(torch.ones(2, 3), torch.ones(4, 3))
    asked = any(event.name.startswith("mkldnn::") for event in profile.events())
    assert asked == (avoid_mkl and onednn)


@pytest.mark.parametrize("operators", [{}, {"_linear_pointwise": torch.ops.aten.relu}])
def test_without_onednns_operator_or_with_another_of_its_name_products_are_mkls(
    monkeypatch, operators
):
    monkeypatch.setattr(products, "avoid_mkl", True)
    monkeypatch.setattr(torch.ops, "mkldnn", SimpleNamespace(**operators))
    looked_up = functools.cache(products._has_onednn_product.__wrapped__)
    monkeypatch.setattr(products, "_has_onednn_product", looked_up)
    source = torch.Generator().manual_seed(0)
    a, b = (torch.randn(rows, 48, generator=source) for rows in (37, 64))
    assert torch.equal(product(a, b), a @ b.T)
    assert torch.equal(linear(a, b), a @ b.T)
    onto = torch.randn(37, 64, generator=source)
    assert torch.equal(add_product(onto.clone(), a, b), onto.addmm(a, b.T))
    assert looked_up.cache_info().misses == 1  # not at every product


@pytest.mark.parametrize(
    ("processor", "mkl", "avoided"),
    [
        ("Intel(R) Xeon(R) Processor", True, False),
        ("Intel64 Family 6 Model 143, GenuineIntel", True, False),
        ("AMD EPYC", True, True),
        ("Apple M2", False, False),
    ],
)
def test_mkl_is_avoided_where_it_is_and_the_processor_not_intels(
    monkeypatch, processor, mkl, avoided
):
    monkeypatch.setattr(products.devices, "processor", lambda: processor)
    monkeypatch.setattr(torch.backends.mkl, "is_available", lambda: mkl)
    assert products.mkl_is_abroad() == avoided


@pytest.mark.parametrize(("avoid_mkl", "onednn"), LIBRARIES)
@pytest.mark.parametrize("shape", [(40,), (7, 40), (2, 7, 40)])
def test_linear_has_the_first_and_second_derivatives_of_pytorchs(
    monkeypatch, shape, avoid_mkl, onednn
):
    monkeypatch.setattr(products, "avoid_mkl", avoid_mkl)
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", onednn)
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
