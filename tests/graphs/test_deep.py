"""Networks that tell the averaging from the stack of weights, against PyG's layers."""

import dataclasses

import pytest
import torch
from torch_geometric.nn import APPNP, GCN2Conv, SGConv

from seqgraph.errors import InputError
from seqgraph.graphs.exhibits import deep, example
from seqgraph.graphs.exhibits.deep import Deep, Stack
from seqgraph.graphs.layers import normalised
from seqgraph.graphs.network import Network
from seqgraph.graphs.propagation import routes
from seqgraph.graphs.sparse import csr, symmetric
from seqgraph.runs.randomness import generator

A = example.adjacency()
EDGES = A.nonzero().T
A_HAT = normalised(A)
SIZES = (5, 4, 3)
CLOSE = {"rtol": 0, "atol": 1e-12}


def average(h):
    return A_HAT @ h


def stack(network, depth, **changed):
    made = Stack(network, SIZES, depth, 0.0, generator(0, "test"), **changed)
    return made.double()


def features():
    return torch.randn(6, 5, generator=generator(1, "test"), dtype=torch.double)


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_a_deep_gcn_is_the_network_of_the_other_pages(depth, residual):
    model = stack("gcn", depth, residual=residual)
    sizes = [5, *[4] * (depth - 1), 3]
    other = Network("gcn", sizes, 1, 0.0, residual, generator(0, "test")).double()
    for layer, W in zip(other.layers, model.weights, strict=True):
        layer.lin.weight.data = W.detach().T
    ways = [(edges, w.double()) for edges, w in routes("normalised", EDGES, 6, depth)]
    torch.testing.assert_close(
        model(features(), average), other(features(), ways), rtol=1e-6, atol=1e-6
    )


def test_sgc_is_pygs():
    model, theirs = stack("sgc", 4), SGConv(5, 3, K=4, bias=False).double()
    theirs.lin.weight.data = model.weights[0].detach().T
    torch.testing.assert_close(
        model(features(), average), theirs(features(), EDGES), **CLOSE
    )


def test_appnp_is_pygs_after_a_perceptron():
    model = stack("appnp", 6)
    first, second = model.weights
    scores = (features() @ first).relu() @ second
    wanted = APPNP(K=6, alpha=deep.RETURN)(scores, EDGES)
    torch.testing.assert_close(model(features(), average), wanted, **CLOSE)


def test_gcnii_is_pygs_between_two_matrices():
    model = stack("gcnii", 3)
    first, *hidden, last = model.weights
    begun = h = (features() @ first).relu()
    for layer, W in enumerate(hidden, 1):
        conv = GCN2Conv(4, deep.RETURN, deep.FADING, layer).double()
        conv.weight1.data = W.detach()
        h = conv(h, begun, EDGES).relu()
    torch.testing.assert_close(model(features(), average), h @ last, **CLOSE)


def test_the_other_start_is_the_identity_between_the_first_and_the_last():
    begun, usual = stack("gcn", 4, start="identity"), stack("gcn", 4)
    assert [torch.equal(W, torch.eye(len(W)).double()) for W in begun.weights] == [
        False,
        True,
        True,
        False,
    ]
    for place in (0, 3):
        assert torch.equal(begun.weights[place], usual.weights[place])


def test_a_symmetric_product_has_the_dense_ones_gradient():
    i, j = A_HAT.nonzero(as_tuple=True)
    matrix, h = csr(i, j, A_HAT[i, j], (6, 6)), features().requires_grad_()
    upstream = torch.randn(6, 5, generator=generator(2, "test"), dtype=torch.double)
    ours, dense = symmetric(matrix, h), A_HAT @ h
    torch.testing.assert_close(ours, dense, **CLOSE)
    [found] = torch.autograd.grad(ours, h, upstream)
    [wanted] = torch.autograd.grad(dense, h, upstream)
    torch.testing.assert_close(found, wanted, **CLOSE)


def test_without_edges_every_paper_hears_itself_alone(cora):
    one = torch.zeros(2708, 1)
    one[0] = 1
    heard = 1 + (cora.edges[1] == 0).sum()
    for edges, reached in ((0, 1), (1, heard)):
        _, spread = Deep(edges=edges).task(torch.device("cpu"))
        assert (spread(one) > 0).sum() == reached


@pytest.mark.parametrize(("name", "value"), [("residual", 1), ("start", "identity")])
def test_settings_of_a_gcn_are_refused_for_others(name, value):
    with pytest.raises(InputError, match=f"{name}={value} is for network='gcn'; got"):
        dataclasses.replace(Deep(network="sgc"), **{name: value})
