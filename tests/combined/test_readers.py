"""The readers of 3.5(a): of one size, blind to what they should be blind to."""

import random

import pytest
import torch

from seqgraph.combined import families, traversals
from seqgraph.combined.readers import FARTHEST, READERS, SCALE
from seqgraph.combined.representations import Representations, with_other_names
from seqgraph.runs.randomness import generator
from seqgraph.runs.replay import replay_run
from seqgraph.runs.single import train


def graphs(task="triangular", sizes=(6, 9, 16)):
    source = random.Random(0)
    return [families.TASKS[task](n, label, source) for n in sizes for label in (0, 1)]


def logits(model, graphs):
    return model.double()(
        *(p.double() if p.is_floating_point() else p for p in model.encode(graphs))
    )


def test_readers_have_as_many_weights_within_a_tenth():
    counts = [
        sum(p.numel() for p in READERS[name](generator(0, "test")).parameters())
        for name in READERS
    ]
    assert max(counts) < 1.1 * min(counts)


@pytest.mark.parametrize("name", ["graph", "bag"])
def test_names_of_nodes_mean_nothing_to_a_graph_reader(name):
    model = READERS[name](generator(0, "test"))
    source = random.Random(1)
    named = graphs()
    again = [with_other_names(graph, source) for graph in named]
    torch.testing.assert_close(
        logits(model, again), logits(model, named), rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("name", READERS)
def test_an_answer_does_not_depend_on_what_else_is_in_the_batch(name):
    model = READERS[name](generator(0, "test"))
    alone = torch.cat([logits(model, [graph]) for graph in graphs()])
    torch.testing.assert_close(logits(model, graphs()), alone, rtol=0, atol=1e-12)


def test_message_passing_gives_alike_graphs_one_answer_and_a_sequence_two():
    pair = graphs("rings", (10,))
    assert families.alike(*pair)
    for name, differs in (("graph", False), ("bag", False), ("dfs", True)):
        one, other = logits(READERS[name](generator(0, "test")), pair)
        assert ((one - other).abs().max() > 1e-6) == differs, name


def test_a_graph_reader_computes_sums_over_neighbours():
    """Against its definition, node by node: h + ReLU(norm(MLP((1 + ε) h + Σ h_j)))."""
    graph = graphs()[0]
    model = READERS["graph"](generator(0, "test")).double()
    letters, links, present = model.encode([graph])
    h = model.start(letters.double()[0])
    for layer, norm in zip(model.layers, model.norms, strict=True):
        rows = [
            (1 + layer.eps) * h[i] + sum((h[j] for j in near), torch.zeros_like(h[i]))
            for i, near in enumerate(graph.neighbours)
        ]
        h = h + norm(layer.nn(torch.cat([*rows]).view_as(h))).relu()
    expected = model.out(torch.cat([h.sum(0) / SCALE, h.max(0).values]))
    torch.testing.assert_close(
        model(letters.double(), links.double(), present)[0],
        expected,
        rtol=0,
        atol=1e-12,
    )


def test_a_sequence_reader_is_told_every_link():
    graph = graphs(sizes=(16,))[0]
    model = READERS["dfs"](generator(0, "test"))
    steps, lengths = model.encode([graph])
    order = traversals.depth_first(graph)
    for t, node in enumerate(order):
        slots = steps[0, t, families.LETTERS :]
        linked = [order[t - k] for k in range(1, t + 1) if slots[k - 1]]
        assert set(linked) == {j for j in graph.neighbours[node] if j in order[:t]}
    assert lengths.tolist() == [16]
    assert steps.shape[2] == families.LETTERS + FARTHEST


@pytest.mark.parametrize("reader", ["dfs", "graph"])
def test_a_run_learns_replays_and_reports_what_relabelling_changes(reader, monkeypatch):
    monkeypatch.setattr("seqgraph.combined.representations.TESTED_NODES", (6, 8))
    config = Representations(task="cyclic", reader=reader, steps=25)
    _, record = train(config, "cpu")
    assert replay_run(record, "cpu").difference == 0
    sizes = record.table("sizes").set_index("nodes")
    assert [*sizes.index] == [6, 8]
    moved = (sizes["accuracy"] - sizes["relabelled"]).abs()
    assert (moved <= sizes["changed"] + 1e-6).all()
    if reader == "graph":
        assert sizes.loc[8, "changed"] == 0
