"""The readers of 3.5(a): of one size, blind to what they should be blind to."""

import random

import pytest
import torch

from seqgraph.combined import families, traversals
from seqgraph.combined.attention_reader import positions
from seqgraph.combined.readers import FARTHEST, ROUNDS, SCALE
from seqgraph.combined.representations import (
    READERS,
    Representations,
    with_other_names,
)
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


@pytest.mark.parametrize("name", ["graph", "grown", "bag"])
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


def test_graphs_that_messages_cannot_tell_apart_get_one_answer_unless_marked():
    pair = graphs("rings", (10,))
    assert families.alike(*pair)
    alike = {"graph", "grown", "bag"}
    for name, make in READERS.items():
        one, other = logits(make(generator(0, "test")), pair)
        assert ((one - other).abs().max() < 1e-6) == (name in alike), name


@pytest.mark.parametrize(
    ("name", "passes"),
    [("graph", (1, 1, 1)), ("grown", (1, 2, 3)), ("grown-marked", (1, 2, 3))],
)
def test_a_graph_reader_computes_sums_over_neighbours(name, passes):
    """Against its definition, node by node: h + ReLU(norm(MLP((1 + ε) h + Σ h_j))),
    six times; where rounds grow, again from the normed states, until there were at
    least as many rounds as the 6, 9 or 16 nodes."""
    model = READERS[name](generator(0, "test")).double()
    several = graphs()[::2]
    nodes, links, present = model.encode(several)
    found = model(nodes.double(), links.double(), present)
    for b, (graph, times) in enumerate(zip(several, passes, strict=True)):
        h = model.start(nodes[b, present[b]].double())
        for again in range(times):
            if again:
                apart = h - h.mean(1, keepdim=True)
                h = apart / (apart.square().mean(1, keepdim=True) + 1e-5).sqrt()
            for layer, norm in zip(model.layers, model.norms, strict=True):
                rows = [
                    (1 + layer.eps) * h[i]
                    + sum((h[j] for j in near), torch.zeros_like(h[i]))
                    for i, near in enumerate(graph.neighbours)
                ]
                h = h + norm(layer.nn(torch.cat(rows).view_as(h))).relu()
        expected = model.out(torch.cat([h.sum(0) / SCALE, h.max(0).values]))
        torch.testing.assert_close(found[b], expected, rtol=0, atol=1e-12)


def test_rounds_that_grow_are_the_fixed_ones_up_to_as_many_nodes():
    fixed, grown = (READERS[name](generator(0, "test")) for name in ("graph", "grown"))
    small, large = graphs(sizes=(ROUNDS,)), graphs(sizes=(ROUNDS + 1,))
    assert torch.equal(logits(grown, small), logits(fixed, small))
    assert not torch.allclose(logits(grown, large), logits(fixed, large))


def test_marks_are_normal_and_new_for_each_graph_and_naming():
    model = READERS["marked"](generator(0, "test"))
    source = random.Random(0)
    several = [families.triangular(16, 0, source) for _ in range(100)]
    renamed = [with_other_names(graph, source) for graph in several]
    marks, again, others = (
        model.encode(each)[0][..., families.LETTERS :]
        for each in (several, several, renamed)
    )
    assert torch.equal(marks, again)
    for one in (others, marks.roll(1, 0), marks.roll(1, 1), marks.roll(1, 2)):
        both = torch.stack([marks.flatten(), one.flatten()])
        assert abs(torch.corrcoef(both)[0, 1]) < 0.04  # 4.5 standard errors
    assert abs(marks.mean()) < 0.04
    assert marks.std() == pytest.approx(1, abs=0.03)


def test_a_transformer_knows_order_by_positions_alone():
    """Steps that are moved together with their positions are the same set."""
    model = READERS["attention"](generator(0, "test")).double()
    steps, lengths = model.encode(graphs(sizes=(9,)))
    h, present = model.start(steps.double()), torch.ones(2, 9, dtype=torch.bool)
    order = torch.randperm(9, generator=generator(1, "test"))
    where = positions(h)
    expected = model(steps.double(), lengths)
    for placed, same in ((h + where)[:, order], True), (h[:, order] + where, False):
        found = model.attend(placed, present)
        assert ((found - expected).abs().max() < 1e-12) == same


def test_two_positions_are_as_alike_as_they_are_near():
    """sin a sin b + cos a cos b = cos(a - b), for every period."""
    where = positions(torch.zeros(1, 32, 36, dtype=torch.double))
    apart = torch.arange(32)[:, None] - torch.arange(32)
    periods = [10_000 ** (2 * k / 36) for k in range(18)]
    expected = sum((apart / period).double().cos() for period in periods)
    torch.testing.assert_close(where @ where.T, expected, rtol=0, atol=1e-5)


def test_a_transformers_layers_start_with_weights_of_their_own():
    one, other = READERS["attention"](generator(0, "test")).layers
    assert not torch.equal(one.linear1.weight, other.linear1.weight)


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


@pytest.mark.parametrize("reader", ["dfs", "attention", "graph", "grown-marked"])
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
