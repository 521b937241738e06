"""Training and evaluation of 3.5(a), each made again step by step."""

import random

import pytest
import torch
from torch.nn import functional as F

from seqgraph.combined import representations
from seqgraph.combined.families import TASKS
from seqgraph.combined.representations import TRAINED_NODES, Representations
from seqgraph.runs.randomness import generator

CPU = torch.device("cpu")


def stream(seed, purpose):
    return random.Random(
        int(torch.randint(2**62, (1,), generator=generator(seed, purpose)))
    )


def test_training_is_adam_with_clipped_gradients_and_a_rate_that_falls_to_0():
    """Every update written out, with the rate from its formula."""
    config = Representations(
        task="cyclic", reader="bag", batch=6, steps=8, lr=0.02, clip=3.0, seed=3
    )
    model, again = config.model(), config.model()
    losses = [row["loss"] for row in config.train(model, CPU)]
    source, parameters = stream(3, "data"), [*again.parameters()]
    optimizer, norms, expected = torch.optim.Adam(parameters), [], []
    for update in range(8):
        labels = [0, 1, 0, 1, 0, 1]
        graphs = [
            TASKS["cyclic"](source.choice(TRAINED_NODES), y, source) for y in labels
        ]
        loss = F.cross_entropy(again(*again.encode(graphs)), torch.tensor(labels))
        expected.append(loss.item())
        for parameter, slope in zip(
            parameters, torch.autograd.grad(loss, parameters), strict=True
        ):
            parameter.grad = slope
        norms.append(sum(p.grad.square().sum() for p in parameters).sqrt())
        for parameter in parameters:
            parameter.grad *= min(1.0, 3.0 / float(norms[-1]))
        optimizer.param_groups[0]["lr"] = 0.02 * (1 - update / 8)
        optimizer.step()
    assert min(norms) < 3.0 < max(norms)  # some are clipped and some are not
    assert losses == pytest.approx(expected, rel=1e-5)
    for one, other in zip(model.parameters(), parameters, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


class ByName(torch.nn.Module):
    """Answers 1 where node 0 is linked to node 1: the names are all it goes by."""

    def logits(self, graphs, device):
        linked = torch.tensor([1 in graph.neighbours[0] for graph in graphs])
        return F.one_hot(linked.long(), 2).double()


def test_evaluation_is_on_graphs_of_its_own_and_on_the_same_ones_renamed(monkeypatch):
    monkeypatch.setattr(representations, "TESTED_NODES", (6, 10))
    monkeypatch.setattr(representations, "TESTS", 40)
    measured = Representations(task="connected", seed=7).evaluate(ByName(), CPU)
    source, columns = stream(7, "evaluation"), {"nodes": [], "accuracy": []}
    columns |= {"relabelled": [], "changed": []}
    for n in (6, 10):
        rows = []
        for index in range(40):
            source.choice((n,))
            graph = TASKS["connected"](n, index % 2, source)
            rows.append((index % 2, graph))
        names = [source.sample(range(n), n) for _ in rows]
        answers = [(0, 1) in graph.edges for _, graph in rows]
        renamed = [
            (min(pair), max(pair)) in graph.edges
            for (_, graph), new in zip(rows, names, strict=True)
            for pair in [(new.index(0), new.index(1))]
        ]
        right = [answer == y for answer, (y, _) in zip(answers, rows, strict=True)]
        again = [answer == y for answer, (y, _) in zip(renamed, rows, strict=True)]
        moved = [a != b for a, b in zip(answers, renamed, strict=True)]
        assert 0 < sum(moved) < 40
        columns["nodes"].append(n)
        for name, hits in (
            ("accuracy", right),
            ("relabelled", again),
            ("changed", moved),
        ):
            columns[name].append(sum(hits) / 40)
    found = {name: [*column] for name, column in measured.tables["sizes"].items()}
    assert found == {name: pytest.approx(column) for name, column in columns.items()}


@pytest.mark.parametrize(("reader", "weights"), [("dfs", 4 * 64 * 83 + 64 * 2 + 2)])
def test_the_number_of_weights_is_that_of_the_formula(reader, weights, monkeypatch):
    monkeypatch.setattr(representations, "TESTED_NODES", (6,))
    monkeypatch.setattr(representations, "TESTS", 2)
    config = Representations(reader=reader)
    assert config.evaluate(config.model(), CPU).numbers == {"weights": weights}
