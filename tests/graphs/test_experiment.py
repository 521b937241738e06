"""The experiments of Part 3: stopping rules, and runs that are what they say."""

import dataclasses

import numpy as np
import pytest
import scipy.sparse
import scipy.sparse.linalg
import torch
from torch.nn import functional as F

from seqgraph.errors import InputError
from seqgraph.graphs import stopping
from seqgraph.graphs.exhibits.choosing import TASKS, Choosing
from seqgraph.graphs.exhibits.communities import Communities
from seqgraph.graphs.exhibits.lookup import Lookup, permutations
from seqgraph.graphs.exhibits.neighbourhood import Neighbourhood
from seqgraph.graphs.experiment import GAT, GCN
from seqgraph.graphs.label_propagation import LabelPropagation
from seqgraph.measure.memory import watched
from seqgraph.runs.randomness import generator
from seqgraph.runs.replay import replay_run
from seqgraph.runs.single import train


def test_patience_waits_for_either_and_keeps_both():
    patience = stopping.Patience(2)
    looks = [(1.0, 0.5), (0.9, 0.4), (1.0, 0.6), (0.9, 0.6), (1.0, 0.5), (1.0, 0.5)]
    kept = [patience.look(*look) for look in looks[:5]]
    assert kept == [True, False, False, True, False]
    assert not patience.over
    patience.look(*looks[5])
    assert patience.over


def test_no_patience_never_stops():
    patience = stopping.Patience(0)
    assert not any(patience.look(1.0 + i, 0.0) and patience.over for i in range(5))
    assert not patience.over


def test_the_window_stops_at_the_first_loss_above_its_mean():
    falling = [1.0 - 0.01 * i for i in range(15)]
    assert stopping.window_stop([*falling, 0.95, 0.1], window=10) == 15
    assert stopping.window_stop(falling, window=10) == 14


def test_the_best_epoch_is_the_first_of_equals():
    assert stopping.best([0.1, 0.7, 0.7]) == 1


@pytest.mark.parametrize("config", [GCN, GAT], ids=["gcn", "gat"])
def test_a_run_replays_and_reports_the_epoch_it_says(cora, config):
    config = dataclasses.replace(config, steps=25)
    _, record = train(config, "cpu")
    curves, metrics = record.curves, record.metrics
    assert replay_run(record, "cpu").difference == 0
    assert metrics["last"] == curves["accuracy"][-1]
    chosen = curves["accuracy"][stopping.best(curves["validation_accuracy"])]
    assert metrics["best_validation"] == chosen
    assert metrics["epochs"] == 25
    assert metrics["accuracy"] in curves["accuracy"]
    if config.patience == 0:
        assert metrics["accuracy"] == metrics["last"]


def test_later_seeds_keep_the_losses_of_a_replay_and_the_same_metrics(cora):
    _, record = train(dataclasses.replace(GCN, seed=10, steps=25), "cpu")
    assert {name: len(curve) for name, curve in record.curves.items()} == {"loss": 20}
    assert replay_run(record, "cpu").difference == 0
    assert record.metrics["epochs"] == 25


def test_patience_ends_a_run_and_its_model_is_the_one_kept(cora):
    config = dataclasses.replace(GAT, patience=3, lr=0.05)
    _, record = train(config, "cpu")
    curves = record.curves
    patience, kept = stopping.Patience(3), None
    looks = zip(curves["validation_loss"], curves["validation_accuracy"], strict=True)
    for epoch, look in enumerate(looks):
        kept = epoch if patience.look(*look) else kept
    assert patience.over
    assert record.metrics["accuracy"] == curves["accuracy"][kept]


def test_labels_flow_to_the_nodes_nearby(cora):
    model, record = train(LabelPropagation(steps=50), "cpu")
    assert record.metrics["accuracy"] > 0.65
    assert record.curves["loss"][-1] < 0.01 * record.curves["loss"][0]
    reached = model.share.sum(1) > 0
    assert reached.float().mean() > 0.9


def test_labels_settle_where_zhou_and_others_say(citations):
    """F = (1 − α)(I − αS)⁻¹Y with S = D^(-1/2) W D^(-1/2) and W_ii = 0."""
    name, graph = citations
    model, record = train(LabelPropagation(graph=name, steps=300), "cpu")
    nodes, classes = model.share.shape
    j, i = graph.edges.numpy()
    W = scipy.sparse.coo_array((j != i, (i, j)), shape=(nodes, nodes)).astype(float)
    D = W.sum(1)
    root = scipy.sparse.diags_array(np.where(D > 0, D, np.inf) ** -0.5)
    Y = np.zeros((nodes, classes))
    Y[graph.train, graph.y[graph.train]] = 1
    S = root @ W @ root
    left = scipy.sparse.csc_array(scipy.sparse.eye_array(nodes) - 0.9 * S)
    F = 0.1 * scipy.sparse.linalg.spsolve(left, Y)
    np.testing.assert_allclose(model.share.numpy(), F, rtol=1e-4, atol=1e-7)
    right = (F.argmax(1) == graph.y.numpy())[graph.test]
    assert record.metrics["accuracy"] == pytest.approx(right.mean(), abs=2e-3)


def test_parts_hold_less_memory_than_the_whole():
    peaks = {
        parts: train(Communities(nodes=2000, parts=parts), "cpu")[1].curves["bytes"][-1]
        for parts in (1, 4)
    }
    assert peaks[4] < peaks[1] / 4


@pytest.mark.parametrize("parts", [1, 4])
def test_a_sparse_matrix_changes_the_memory_and_nothing_else(parts):
    gathered, sparse = (
        train(Communities(nodes=2000, parts=parts, product=product), "cpu")[1]
        for product in ("gathered", "sparse")
    )
    assert sparse.curves["loss"] == pytest.approx(gathered.curves["loss"], rel=1e-4)
    assert sparse.curves["bytes"][-1] < gathered.curves["bytes"][-1]


def test_a_random_split_is_as_large_as_the_fixed_one_and_overlaps_nothing(citations):
    _, graph = citations
    one, two = (graph.split_anew(generator(k, "split")) for k in (1, 2))
    for split in (one, two):
        assert graph.y[split.train].bincount().tolist() == [20] * (graph.y.max() + 1)
        sets = split.train, split.validation, split.test
        assert [len(part) for part in sets[1:]] == [500, 1000]
        everyone = torch.cat(sets)
        assert len(everyone.unique()) == len(everyone)
        assert (graph.x.to_dense()[everyone] > 0).any(1).all()  # all have a label
    assert not torch.equal(one.test, two.test)


@pytest.mark.parametrize("task", TASKS)
def test_the_right_neighbour_says_the_class_and_one_of_each_colour_is_heard(task):
    village = Choosing(task=task).village()
    colour, sign = (part.argmax(1) for part in village.x.split([8, 8], dim=1))
    sender, receiver = village.edges
    for node in range(0, 1000, 97):
        near = sender[receiver == node]
        assert sorted(colour[near].tolist()) == list(range(8))
        wanted = 0 if task == "one colour" else colour[node]
        assert village.y[node] == sign[near[colour[near] == wanted]]
    other = Choosing(task=TASKS[0]).village()
    assert torch.equal(village.x, other.x)
    assert torch.equal(village.edges, other.edges)


def test_memory_is_counted_at_its_peak():
    with watched() as memory:
        a = torch.zeros(1000, 1000)
        b = a + 1
        del a
        c = b * 2
    del b, c
    assert memory.peak == pytest.approx(8e6, rel=0.01)


def test_a_random_graph_has_the_size_and_the_groups_it_should():
    graph = Communities(nodes=2000, degree=10).graph()
    assert graph.edge_index.shape == (2, 20_000)
    assert 0 <= graph.edge_index.min() <= graph.edge_index.max() < 2000
    i, j = graph.edge_index
    within = (graph.y[i] == graph.y[j]).double().mean()
    assert within == pytest.approx(0.5 + 0.5 / 10, abs=0.02)


def test_an_asker_needs_its_own_holder():
    values = permutations(4, 8, generator(0, "test"))
    assert values.sort(1).values.equal(torch.arange(8).expand(4, 8))
    model = Lookup().model()
    _, weights = model(values)
    torch.testing.assert_close(weights.sum(2), torch.ones(4, 8, 1))


def test_in_each_head_every_asker_of_a_gat_prefers_the_same_holder():
    """The weights differ between the askers of one example; their order does not."""
    values = permutations(4, 8, generator(0, "test"))
    for attention in ("gat", "gatv2"):
        _, weights = Lookup(attention=attention, heads=2).model()(values)
        for head in weights[0].unbind(-1):
            found = len(head.argsort(-1).unique(dim=0))
            assert (found == 1) == (attention == "gat"), attention


def test_what_a_paper_takes_is_attention_by_hand_and_sums_to_one(cora):
    model, record = train(Neighbourhood(steps=3), "cpu")
    papers, attention = record.table("papers"), record.table("attention")
    neighbours = cora.edges[0][cora.edges[1] == 2309].tolist()
    assert set(papers.paper) == {2309, *neighbours}
    assert (papers.field == cora.y[papers.paper.tolist()].numpy()).all()
    sums = attention.groupby(["layer", "head"]).weight.sum()
    assert list(sums.index) == [(1, head) for head in range(1, 9)] + [(2, 1)]
    assert sums.tolist() == pytest.approx([1] * 9, abs=1e-6)
    assert set(record.curves) == {"loss"}

    # By hand: what the first layer's third head takes from paper 461.
    layer, h = model.layers[0], cora.x.to_dense() @ model.layers[0].lin.weight.T
    h = h.view(-1, 8, 8)[:, 2]
    score = {
        paper: h[2309] @ layer.att_dst[0, 2] + h[paper] @ layer.att_src[0, 2]
        for paper in papers.paper
    }
    weight = F.leaky_relu(torch.stack([*score.values()]), 0.2).softmax(0)
    found = attention.query("layer == 1 and head == 3").set_index("paper").weight
    assert found[papers.paper].tolist() == pytest.approx(weight.tolist(), rel=1e-5)


def test_a_paper_that_cora_does_not_have_is_refused():
    with pytest.raises(InputError, match="paper must be below 2708; got 2708"):
        Neighbourhood(paper=2708)


@pytest.mark.parametrize(("name", "value"), [("attend", 0), ("projected", 1)])
def test_settings_of_gat_are_refused_for_a_gcn(name, value):
    with pytest.raises(InputError, match=f"{name}={value} is for layer='gat'; got"):
        dataclasses.replace(GCN, **{name: value})
