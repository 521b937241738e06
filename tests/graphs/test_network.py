"""Networks on sparse features, routes along the edges, and dropout among non-zeros."""

import dataclasses

import pytest
import torch
from torch.nn import functional as F
from torch_geometric.nn import GATConv, GCNConv

from seqgraph.errors import InputError
from seqgraph.graphs import layers
from seqgraph.graphs.exhibits import example
from seqgraph.graphs.experiment import GAT, GCN
from seqgraph.graphs.gat_weights import attention, relative_entropy, total_variation
from seqgraph.graphs.likeness import angle, spread
from seqgraph.graphs.network import Network
from seqgraph.graphs.propagation import RULES, normalise, routes
from seqgraph.graphs.sparse import csr, drop
from seqgraph.runs.randomness import generator, seeded_by

A = example.adjacency()
EDGES = A.nonzero().T.flip(0).contiguous()
EDGES_AND_LOOPS = torch.cat([EDGES, torch.arange(6).expand(2, 6)], dim=1)


def features(seed=0):
    """Six rows, half of the entries zero."""
    source = generator(seed, "test")
    x = torch.randn(6, 5, generator=source)
    return x * (torch.rand(6, 5, generator=source) < 0.5)


def sparse(x):
    row, column = x.nonzero(as_tuple=True)
    return csr(row, column, x[row, column], tuple(x.shape))


def network(layer, depth=3, dropout=0.5, residual=False):
    sizes = [5, *[4] * (depth - 1), 2]
    return Network(layer, sizes, 2, dropout, residual, generator(0, "test"))


def test_csr_holds_what_it_was_given_in_any_order():
    x = features()
    row, column = x.nonzero(as_tuple=True)
    shuffled = torch.randperm(len(row), generator=generator(0, "order"))
    row, column = row[shuffled], column[shuffled]
    assert torch.equal(csr(row, column, x[row, column], (6, 5)).to_dense(), x)


@pytest.mark.parametrize("p", [0.3, 0.6])
def test_dropout_among_the_non_zeros_has_the_dense_distribution(p):
    """Each entry is kept with probability 1 - p and scaled by 1/(1 - p); entries are
    dropped independently of each other."""
    draws = 40_000
    value = torch.tensor([2.0, -3.0]).repeat(draws)
    row = torch.arange(draws).repeat_interleave(2)
    column = torch.tensor([0, 3]).repeat(draws)
    x = csr(row, column, value, (draws, 4))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        found = drop(x, p, training=True).to_dense()
        dense = drop(x.to_dense(), p, training=True)
    for each in (found, dense):
        assert set(each[:, 0].unique().tolist()) == {0.0, 2 / (1 - p)} or (
            (each[:, 0].unique() - torch.tensor([0.0, 2 / (1 - p)])).abs().max() < 1e-5
        )
        assert (each[:, 1:3] == 0).all()
        kept = (each != 0).double()
        error = 4 * (p * (1 - p) / draws) ** 0.5  # four standard errors
        assert abs(kept[:, 0].mean() - (1 - p)) < error
        assert abs(kept[:, 3].mean() - (1 - p)) < error
        assert abs((kept[:, 0] * kept[:, 3]).mean() - (1 - p) ** 2) < 2 * error
    assert drop(x, p, training=False).values().equal(x.values())


@pytest.mark.parametrize("layer", ["gcn", "gat"])
def test_sparse_and_dense_features_give_the_same_logits_and_gradients(layer):
    model, x = network(layer).eval(), features()
    ways = routes("normalised", EDGES, 6, 3)
    upstream = torch.randn(6, 2, generator=generator(1, "upstream"))
    dense = model(x, ways)
    from_dense = torch.autograd.grad(dense, list(model.parameters()), upstream)
    thin = model(sparse(x), ways)
    from_sparse = torch.autograd.grad(thin, list(model.parameters()), upstream)
    torch.testing.assert_close(thin, dense, rtol=1e-5, atol=1e-6)
    for ours, theirs in zip(from_sparse, from_dense, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("layer", ["gcn", "gat"])
def test_a_route_made_once_is_what_pygs_layers_make_each_time(layer):
    model, x = network(layer, depth=1).eval(), features()
    found = model(x, routes("normalised", EDGES, 6, 1))
    same = GCNConv(5, 2, bias=False) if layer == "gcn" else GATConv(5, 2, heads=1)
    same.load_state_dict(model.layers[0].state_dict())
    torch.testing.assert_close(found, same(x, EDGES), rtol=1e-6, atol=1e-7)


def as_matrix(route):
    (j, i), weight = route
    weight = torch.ones(len(i)) if weight is None else weight
    return torch.zeros(6, 6).index_put((i, j), weight, accumulate=True).double()


def test_the_rules_are_the_matrices_they_are_named_after():
    A_hat, A_tilde = layers.normalised(A), A + torch.eye(6)
    matrices = {
        name: [as_matrix(route) for route in routes(name, EDGES, 6, 2)]
        for name in RULES
    }
    degree, again = A.sum(1), A_hat.sum(1)
    right = {
        "normalised": [A_hat, A_hat],
        "no-self-loops": [A / torch.outer(degree, degree).sqrt()] * 2,
        "normalised-twice": [A_hat / torch.outer(again, again).sqrt()] * 2,
        "weights-lost": [A_hat, A_tilde],
        "second-loops": [A_hat, A_hat],
        "no-edges": [torch.eye(6)] * 2,
    }
    assert matrices.keys() == right.keys()
    for name, pair in right.items():
        for found, wanted in zip(matrices[name], pair, strict=True):
            torch.testing.assert_close(found, wanted.double(), rtol=1e-6, atol=1e-7)


def test_a_loop_of_the_graph_counts_only_where_the_rule_says_so():
    """Node 2 is joined with itself."""
    joined = torch.cat([EDGES, torch.tensor([[2], [2]])], dim=1)
    for rule in RULES.keys() - {"second-loops"}:
        for with_it, without in zip(
            routes(rule, joined, 6, 2), routes(rule, EDGES, 6, 2), strict=True
        ):
            assert torch.equal(as_matrix(with_it), as_matrix(without))
    looped = A.index_put((torch.tensor(2), torch.tensor(2)), torch.tensor(1.0).double())
    [found] = routes("second-loops", joined, 6, 1)
    torch.testing.assert_close(
        as_matrix(found), layers.normalised(looped), rtol=1e-6, atol=1e-7
    )


def test_a_gat_that_does_not_attend_averages_and_never_learns_to():
    x, ways = features(), routes("normalised", EDGES, 6, 2)
    model = Network("gat", [5, 4, 2], 2, 0.0, False, generator(0, "test"), attend=False)
    model(x, ways).sum().backward()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1, weight_decay=0.1)
    optimizer.step()
    degree = torch.bincount(ways[0][0][1])
    for a, (edges, _) in zip(attention(model, x, ways), ways, strict=True):
        torch.testing.assert_close(a, (1 / degree[edges[1]])[:, None].expand_as(a))


def test_the_authors_gat_also_drops_what_the_nodes_send():
    """By hand, with the same draws: first the attention weights, then W h."""
    x, ways = features(), routes("normalised", EDGES, 6, 1)
    model = Network(
        "gat", [5, 2], 2, 0.5, False, generator(0, "test"), projected=True
    ).eval()
    (j, i), _ = ways[0]
    [a] = attention(model, x, ways)
    plain = network("gat", depth=1).eval()
    assert torch.equal(model(x, ways), plain(x, ways))

    model.dropout = 0.0  # of the layer's input
    with seeded_by(generator(3, "dropout")):
        found = model.train()(x, ways)
    with seeded_by(generator(3, "dropout")):
        a = F.dropout(a, 0.5)
        h = F.dropout(model.layers[0].lin(x), 0.5)
    by_hand = torch.zeros(6, 2).index_add(0, i, a * h[j])
    torch.testing.assert_close(found, by_hand, rtol=1e-5, atol=1e-6)


def test_residual_connections_add_the_input_of_hidden_layers():
    model, plain = network("gcn", residual=True).eval(), network("gcn").eval()
    x, ways = features(), routes("normalised", EDGES, 6, 3)
    first = plain.layers[0](x, *ways[0]).relu()
    second = first + plain.layers[1](first, *ways[1]).relu()
    torch.testing.assert_close(model(x, ways), plain.layers[2](second, *ways[2]))


@pytest.mark.parametrize(
    ("edges", "nodes", "sentence"),
    [
        (EDGES, 5, "nodes 0 to 4, one for each row of features; found node 5"),
        (EDGES - 1, 6, "found node -1"),
        (EDGES.float(), 6, r"whole numbers \(int64\); got torch.float32"),
        (EDGES[0], 6, r"shape \(2, E\); got \(12,\)"),
        (EDGES[:, :0], 0, "the graph has no nodes"),
    ],
)
@pytest.mark.parametrize("rule", RULES)
def test_a_graph_that_cannot_be_used_is_refused(rule, edges, nodes, sentence):
    with pytest.raises(InputError, match=sentence):
        routes(rule, edges, nodes, 2)


def test_an_isolated_node_keeps_itself():
    edges, weight = normalise(EDGES, 7)
    loop = (edges[0] == 6) & (edges[1] == 6)
    assert weight[loop].tolist() == [1.0]


def test_weights_and_dropout_come_from_the_seed_alone():
    for config in (GCN, GAT):
        again = dataclasses.replace(config, seed=1)
        torch.manual_seed(0)
        one = config.model().state_dict()
        before = torch.random.get_rng_state()
        two = config.model().state_dict()
        assert torch.equal(before, torch.random.get_rng_state())
        assert all(torch.equal(one[name], two[name]) for name in one)
        other = again.model().state_dict()
        assert not torch.equal(*(s["layers.0.lin.weight"] for s in (one, other)))


def test_the_attention_of_a_network_is_that_of_its_layers():
    model, x = network("gat", depth=2, dropout=0.0).double().eval(), features().double()
    ways = routes("normalised", EDGES, 6, 2)
    found = attention(model, x, ways)
    conv = model.layers[0]
    a = torch.cat([conv.att_dst, conv.att_src], dim=-1)[0]
    W = conv.lin.weight.view(2, 4, 5)
    _, by_hand = layers.attend(x, W, a, A)
    j, i = ways[0][0]
    torch.testing.assert_close(found[0], by_hand[:, i, j].T, rtol=0, atol=1e-12)
    assert [each.shape for each in found] == [(18, 2), (18, 1)]


@pytest.mark.parametrize("residual", [False, True])
def test_attention_is_that_of_what_each_layer_hears(residual):
    model, x = network("gat", depth=3, residual=residual).eval(), features()
    ways = routes("normalised", EDGES, 6, 3)
    first, second, third = model.layers
    one = F.elu(first(x, EDGES_AND_LOOPS))
    two = F.elu(second(one, EDGES_AND_LOOPS)) + (one if residual else 0)
    torch.testing.assert_close(model(x, ways), third(two, EDGES_AND_LOOPS))
    for found, layer, heard in zip(
        attention(model, x, ways), model.layers, (x, one, two), strict=True
    ):
        _, (_, a) = layer(heard, EDGES_AND_LOOPS, return_attention_weights=True)
        torch.testing.assert_close(found, a)


def test_equal_weights_have_relative_entropy_one_and_a_single_choice_zero():
    edges, _ = normalise(EDGES, 7)  # node 6 is alone and left out
    size = torch.bincount(edges[1])
    equal = 1 / size[edges[1]].double()
    itself = (edges[0] == edges[1]).double()
    found = relative_entropy(torch.stack([equal, itself], 1), edges, 7)
    right = torch.tensor([[1.0, 0.0]], dtype=torch.double).expand(6, 2)
    torch.testing.assert_close(found, right, rtol=0, atol=1e-12)


def test_total_variation_is_half_the_distance_and_zero_for_equal_weights():
    edges, _ = normalise(EDGES, 7)
    size = torch.bincount(edges[1]).double()
    equal, itself = 1 / size[edges[1]], (edges[0] == edges[1]).double()
    found = total_variation(torch.stack([equal, itself], 1), edges, 7)
    assert found[:, 0].abs().max() < 1e-12
    # All on one of n: it must give up all but its share.
    torch.testing.assert_close(found[:, 1], 1 - 1 / size[:6], rtol=0, atol=1e-12)


def test_the_angle_is_the_median_cosine_distance_and_has_no_scale():
    h = torch.randn(7, 3, generator=generator(0, "angle"))
    apart = [
        sorted(1 - F.cosine_similarity(row.double(), h.double(), dim=-1).numpy())[3]
        for row in h
    ]
    assert angle(h) == pytest.approx(sorted(apart)[3], rel=1e-12)
    scale = torch.rand(7, 1, generator=generator(1, "angle")) + 0.1
    assert angle(scale * h) == pytest.approx(angle(h), rel=1e-5)
    # Most rows point the same way: the spread may still be large, the angle is 0.
    row = torch.tensor([1.0, 2, 3])
    alike = torch.stack([1e-3 * row] * 6 + [-row])
    assert angle(alike) < 1e-12 < 1 < spread(alike)


def test_the_spread_of_equal_rows_is_zero_and_has_no_scale():
    h = torch.randn(6, 3, generator=generator(0, "spread"))
    assert spread(torch.ones(6, 3)) < 1e-6
    assert spread(5 * h) == pytest.approx(spread(h), rel=1e-5)
