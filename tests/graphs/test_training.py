"""Training and evaluation on a citation graph made here: what is penalised, what is
measured on which nodes, and which epoch's model is kept."""

import copy
import dataclasses
import math
from operator import eq

import pytest
import torch
from torch.nn import functional as F

from seqgraph.graphs import planetoid, propagation
from seqgraph.graphs.exhibits.communities import Communities
from seqgraph.graphs.exhibits.lookup import Lookup, permutations
from seqgraph.graphs.experiment import GAT, GCN
from seqgraph.graphs.sparse import csr
from seqgraph.runs.randomness import generator, seeded_by

CPU = torch.device("cpu")
NODES, CLASSES = 210, 7


@pytest.fixture(autouse=True)
def graph(monkeypatch):
    """210 papers of 7 fields with words and citations of their own and of others'
    fields; it stands in for Cora, whose words and fields it has."""
    draws = generator(0, "test citations")
    y = torch.arange(NODES) % CLASSES
    row = torch.arange(NODES).repeat_interleave(8)
    word = torch.randint(200, row.shape, generator=draws)
    other = torch.randint(CLASSES, row.shape, generator=draws)
    honest = torch.rand(row.shape, generator=draws) < 0.5
    word = word + 200 * torch.where(honest, y[row], other)
    row, word = torch.stack([row, word]).unique(dim=1)
    i, j = torch.randint(NODES, (2, 400), generator=draws)
    j = torch.where(torch.rand(400, generator=draws) < 0.6, j - y[j] + y[i], j) % NODES
    edges = torch.stack([torch.cat([i, j]), torch.cat([j, i])]).unique(dim=1)
    made = planetoid.CitationGraph(
        csr(row, word, torch.full(row.shape, 1 / 8), (NODES, 1433)),
        y,
        edges,
        train=torch.arange(35),
        validation=torch.arange(35, 100),
        test=torch.arange(100, NODES),
    )
    monkeypatch.setattr(planetoid, "load", lambda name: made)
    return made


def trained(config):
    model = config.model()
    return model, list(config.train(model, CPU))


def by_hand(model, config, graph, nodes):
    """Loss and accuracy of some nodes, one by one, without dropout."""
    routes = propagation.routes(config.rule, graph.edges, NODES, config.depth)
    logits = copy.deepcopy(model).eval()(graph.x, routes).tolist()
    losses, right = [], 0
    for node in nodes.tolist():
        label, row = int(graph.y[node]), logits[node]
        losses.append(math.log(sum(map(math.exp, row))) - row[label])
        right += row.index(max(row)) == label
    return sum(losses) / len(losses), right / len(losses)


@pytest.mark.parametrize(
    ("base", "decayed", "penalised"),
    [(GCN, "first", [0]), (GCN, "all", [0, 1, 2]), (GAT, "first", [0])],
)
def test_the_penalty_is_half_the_squares_of_the_layers_it_names(
    graph, base, decayed, penalised
):
    """The same training with the penalty written into the loss, as the papers do."""
    config = dataclasses.replace(
        base, depth=3, decay=0.1, decayed=decayed, steps=8, patience=0
    )
    model, _ = trained(config)

    same = config.model()
    routes = propagation.routes("normalised", graph.edges, NODES, 3)
    optimizer = torch.optim.Adam(same.parameters(), lr=config.lr)
    noise = generator(0, "dropout")
    for _ in range(8):
        with seeded_by(noise):
            logits = same.train()(graph.x, routes)
        loss = F.nll_loss(logits.log_softmax(1)[:35], graph.y[:35])
        for layer in penalised:
            for weight in same.layers[layer].parameters():
                loss = loss + 0.1 / 2 * weight.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for ours, wanted in zip(model.parameters(), same.parameters(), strict=True):
        torch.testing.assert_close(ours, wanted, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("base", [GCN, GAT], ids=["gcn", "gat"])
def test_an_epochs_scores_are_those_of_the_model_it_leaves(graph, base):
    config = dataclasses.replace(base, steps=12, lr=0.02, patience=0)
    model, rows = trained(config)
    loss, accuracy = by_hand(model, config, graph, graph.validation)
    _, test = by_hand(model, config, graph, graph.test)
    assert rows[-1]["validation_loss"] == pytest.approx(loss, rel=1e-5)
    assert rows[-1]["validation_accuracy"] == pytest.approx(accuracy, abs=1e-6)
    assert rows[-1]["accuracy"] == pytest.approx(test, abs=1e-6)
    assert abs(accuracy - test) > 1e-3  # else the nodes could be exchanged unseen


@pytest.mark.parametrize("base", [GCN, GAT], ids=["gcn", "gat"])
def test_an_evaluation_is_of_the_test_nodes_and_drops_nothing(graph, base):
    config = dataclasses.replace(base, steps=12, lr=0.02, patience=0)
    model, _ = trained(config)
    found = config.evaluate(model.train(), CPU)
    assert found == config.evaluate(model.eval(), CPU)
    _, test = by_hand(model, config, graph, graph.test)
    assert found.numbers["accuracy"] == pytest.approx(test, abs=1e-6)


def test_patience_keeps_the_model_of_its_best_epoch(graph):
    """A second run, which ends at that epoch, has the same weights."""
    config = dataclasses.replace(GAT, lr=0.1, patience=5)
    model, rows = trained(config)
    looks = [(row["validation_loss"], -row["validation_accuracy"]) for row in rows]
    lowest = [
        tuple(map(min, zip(*looks[: k + 1], strict=True))) for k in range(len(looks))
    ]
    kept = max(k for k, look in enumerate(looks) if look == lowest[k])
    assert 0 < kept < len(rows) - 1
    reached = [k for k, look in enumerate(looks) if any(map(eq, look, lowest[k]))]
    assert len(rows) - 1 == max(reached) + 5
    ended, _ = trained(dataclasses.replace(config, patience=0, steps=kept + 1))
    for ours, wanted in zip(model.parameters(), ended.parameters(), strict=True):
        assert torch.equal(ours, wanted)


def test_without_patience_the_model_is_that_of_the_last_epoch(graph):
    config = dataclasses.replace(GAT, lr=0.1, patience=0, steps=40)
    model, rows = trained(config)
    assert config.evaluate(model, CPU).numbers["accuracy"] == rows[-1]["accuracy"]
    assert len(rows) == 40


def test_a_communitys_accuracy_is_that_of_the_nodes_it_was_not_told():
    config = Communities(nodes=300)
    model, _ = trained(config)
    graph = config.graph()
    routes = propagation.routes("normalised", graph.edge_index, 300, 2)
    named = model(graph.x, routes).argmax(1).tolist()
    right = {True: [], False: []}
    for told, one, label in zip(
        graph.known.tolist(), named, graph.y.tolist(), strict=True
    ):
        right[told].append(one == label)
    told, untold = (sum(each) / len(each) for each in right.values())
    assert config.evaluate(model, CPU).numbers["accuracy"] == pytest.approx(untold)
    assert told != untold


def test_a_lookup_is_evaluated_on_a_thousand_examples_of_their_own():
    config, asked = Lookup(), []

    def clairvoyant(values):
        asked.append(values)
        wrong = values[:250]  # a quarter is named wrongly
        named = torch.cat([(wrong + 1) % 8, values[250:]])
        return F.one_hot(named, 8).double(), None

    assert config.evaluate(clairvoyant, CPU).numbers == {"accuracy": 0.75}
    [values] = asked
    trained_on = permutations(32, 8, generator(config.seed, "data"))
    assert len(values) == 1000
    assert not torch.equal(values[:32], trained_on)
    # Torch draws the same numbers for the first rows, however many are asked for.
    again = permutations(1000, 8, generator(config.seed, "data"))
    assert torch.equal(again[:32], trained_on)
