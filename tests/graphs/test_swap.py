"""The networks that the page on citation graphs writes out, against the package's."""

import pytest
import torch
from torch.nn import functional as F

from seqgraph.graphs.exhibits import swap
from seqgraph.graphs.network import Network
from seqgraph.graphs.propagation import routes
from seqgraph.runs.randomness import generator

RULES = {"mlp": "no-edges", "gcn": "normalised"}


@pytest.mark.parametrize(("name", "rule"), RULES.items())
def test_they_compute_what_the_measured_networks_compute(name, rule):
    source = generator(0, "swap")
    x = torch.rand(9, 5, generator=source)
    i, j = torch.randint(9, (2, 12), generator=source)
    edges = torch.stack([torch.cat([i, j]), torch.cat([j, i])]).unique(dim=1)
    model = swap.NETWORKS[name](5, 4, 3).eval()
    other = Network("gcn", (5, 4, 3), 1, 0.5, False, source).eval()
    for mine, theirs in zip((model.first, model.second), other.layers, strict=True):
        weight = getattr(mine, "lin", mine).weight
        theirs.lin.weight.data = weight.data
        mine.bias.data.zero_()
    expected = other(x, routes(rule, edges, 9, 2))
    assert torch.allclose(model(x, edges), expected, atol=1e-6)


def test_places_are_pulled_by_probability():
    """A paper that is half one field and half another lies between their corners."""
    one, other = swap.corners(7)[[1, 4]]
    logits = torch.full((1, 7), -100.0)
    logits[0, [1, 4]] = 0.0
    assert torch.allclose(swap.places(logits)[0], (one + other) / 2, atol=1e-6)
    assert torch.allclose(swap.places(torch.zeros(1, 7)), torch.zeros(1, 2), atol=1e-6)
    turned = F.one_hot(torch.arange(7)) * 100.0
    assert torch.allclose(swap.places(turned), swap.corners(7), atol=1e-6)


def test_cora_is_what_pyg_would_load(cora):
    graph = swap.cora(torch.device("cpu"))
    assert graph.train_mask.nonzero().flatten().tolist() == cora.train.tolist()
    assert graph.test_mask.nonzero().flatten().tolist() == cora.test.tolist()
    assert torch.equal(graph.x, cora.x.to_dense())
