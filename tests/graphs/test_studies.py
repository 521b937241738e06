"""What the pages of Part 3 measure over their recorded runs."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
import torch
from torch.nn import functional as F

from seqgraph.graphs import (
    attention_study,
    citation_study,
    layer_study,
    reproduction,
)
from seqgraph.graphs.citation_study import PUBLISHED, SHOWN
from seqgraph.graphs.exhibits.neighbourhood import Neighbourhood
from seqgraph.graphs.exhibits.swap import NETWORKS as SWAPPED
from seqgraph.graphs.label_propagation import LabelPropagation, propagated
from seqgraph.graphs.propagation import without_self_loops
from seqgraph.runs import records, store

STUDIES = (layer_study, attention_study, citation_study)


@pytest.fixture(autouse=True)
def _no_training(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")


def everything():
    """Whatever the pages ask of the studies."""
    layer_study.costs()
    layer_study.costs("sparse")
    layer_study.dealt()
    layer_study.told_apart()
    layer_study.on_parts()
    layer_study.stacked()
    attention_study.taken(1)
    attention_study.chosen()
    for attention, heads in (("gat", 1), ("gat", 2), ("gat", 8), ("gatv2", 1)):
        attention_study.looked_up(attention, heads)
    for graph in SHOWN:
        attention_study.weighing(graph)
        attention_study.evenness(graph, 1)
        attention_study.moved(graph, 1)
        citation_study.by_split("gcn", graph)
        citation_study.floors(graph)
        citation_study.accuracy("gcn", graph, rule="no-edges")
        citation_study.effect("gat", graph, projected=1)
    for network in SWAPPED:
        citation_study.swapped(network)
    citation_study.effect("gcn", "citeseer", rule="second-loops")
    for rule in citation_study.TRAPS.values():
        citation_study.effect("gcn", "cora", rule=rule)
    for key in PUBLISHED:
        citation_study.accuracies(*key)


def test_what_the_pages_read_is_what_the_studies_list(monkeypatch):
    """No more, else ``reproduce`` would leave it out; no less, else it is in vain."""
    asked, read = set(), records.read

    def spy(file):
        record = read(file)
        asked.add(record.config)
        return record

    for study in STUDIES:
        for function in vars(study).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()
    monkeypatch.setattr(records, "read", spy)
    everything()
    assert asked == {config for study in STUDIES for config in study.STUDY.runs}


def test_an_effect_is_the_difference_of_the_means_over_the_same_seeds():
    mean, error = citation_study.effect("gcn", "cora", rule="no-edges")
    plain = citation_study.accuracies("gcn", "cora")
    bare = citation_study.accuracies("gcn", "cora", rule="no-edges")
    assert (len(plain), len(bare)) == (100, 20)
    assert mean == pytest.approx(sum(bare) / 20 - sum(plain[:20]) / 20)
    apart = pd.Series(bare) - pd.Series(plain[:20])
    assert error == pytest.approx(apart.sem())
    assert mean < -20


def test_a_mean_is_reproduced_where_a_larger_difference_is_excluded(monkeypatch):
    """By the interval that the tests belong to: difference ± t · error within the
    margin. A difference within the margin is not enough."""
    values = citation_study.accuracies("gat", "cora")
    ours, sd = np.mean(values), np.std(values, ddof=1)
    for far in (0.2, -0.2, 0.45, -0.45, 0.6, -0.6):
        published = citation_study.Published(ours + far, 0.5)
        monkeypatch.setitem(PUBLISHED, ("gat", "cora"), published)
        reproduction.verdicts.cache_clear()
        difference, error, chance = reproduction.against_paper("gat", "cora")
        assert difference == pytest.approx(-far)
        assert error == pytest.approx(np.sqrt(sd**2 + 0.5**2) / 10)
        assert (chance < 0.05) == (abs(far) + 1.66 * error < 0.5)
        assert reproduction.reproduced("gat", "cora") == (abs(far) < 0.3)
    reproduction.verdicts.cache_clear()


def test_points_lost_are_of_the_same_seed():
    for name in ("gcn", "sgc"):
        config = layer_study.CONTROLS[name]
        for seed, points in enumerate(layer_study.lost(name, "cora")):
            shallow, deep = (
                records.load(dataclasses.replace(config, depth=depth, seed=seed))
                for depth in (2, 32)
            )
            lost = shallow.metrics["accuracy"] - deep.metrics["accuracy"]
            assert points == pytest.approx(100 * lost)


def test_parts_are_compared_after_as_many_updates():
    for parts in layer_study.FEW_PARTS:
        config = layer_study.equal_updates(parts)
        assert config.parts * config.steps == layer_study.UPDATES
    points = layer_study.gained_by_parts(8)
    assert len(points) == 10
    assert (points < 0).all()


def test_votes_are_what_an_update_of_label_propagation_adds_up():
    edges, papers = citation_study.surroundings()
    place = {paper: k for k, paper in enumerate(papers.paper)}
    i, j = (torch.tensor([place[each] for each in edges[end]]) for end in edges)
    both = torch.stack([torch.cat([i, j]), torch.cat([j, i])])
    known = F.one_hot(torch.tensor(papers.field.tolist())).double()
    known[0] = 0  # the field of the paper in the middle
    way, weight = without_self_loops(both, len(papers))
    found = propagated(known, known, (way, weight.double()), alpha=1.0)[0]
    expected = dict(zip(papers.name, found[papers.field.tolist()], strict=True))
    sums = citation_study.votes().groupby("name").vote.sum()
    assert sums.sum() == pytest.approx(found.sum().item(), abs=1e-6)
    for name, total in sums.items():
        assert total == pytest.approx(expected[name].item(), abs=1e-6)


def test_label_propagation_guesses_among_fields_that_tie(citations):
    """Random guessing names a paper right with one over the number of fields that share
    the largest value, if its own is among them."""
    name, graph = citations
    config = LabelPropagation(graph=name)
    model = config.model()
    for _ in config.train(model, torch.device("cpu")):
        pass
    best = model.share == model.share.max(1, keepdim=True).values
    luck = best[range(len(graph.y)), graph.y] / best.sum(1)
    expected = 100 * luck[graph.test].mean().item()
    assert abs(citation_study.from_edges(name) - expected) < 1e-3


def test_pairs_are_named_as_one_says_them():
    keys = list(PUBLISHED)
    assert citation_study.named(keys[:1]) == "GCN on Cora"
    assert citation_study.named(keys[:2]) == "GCN on Cora and GCN on CiteSeer"
    assert citation_study.named(keys[1:]) == (
        "GCN on CiteSeer, GAT on Cora and GAT on CiteSeer"
    )


def test_the_paper_stands_first_and_its_own_field_before_the_others():
    heard = attention_study.heard()
    assert heard.paper.iloc[0] == 2309
    own = heard.field == heard.field.iloc[0]
    assert (heard.own == own).all()
    assert own.sum() == 3
    assert own[:3].all()
    assert heard.field[3:].is_monotonic_increasing


def test_its_own_field_gets_what_the_records_say():
    """From the files, head by head."""
    heard = attention_study.heard()
    friends = set(heard.paper[1:])
    kin = set(heard.paper[heard.own]) - {2309}
    shares = []
    for seed in range(3):
        file = store.path(Neighbourhood(seed=seed))
        table = json.loads(file.read_text())["tables"]["attention"]
        columns = (
            table[name]["values"] for name in ("layer", "head", "paper", "weight")
        )
        taken = {row[:3]: row[3] for row in zip(*columns, strict=True)}
        for head in range(1, 9):
            weight = {paper: taken[1, head, paper] for paper in friends}
            shares.append(sum(weight[paper] for paper in kin) / sum(weight.values()))
    found = attention_study.to_own_field(1)
    assert found == pytest.approx(sum(shares) / 24, rel=1e-9)
    assert attention_study.taken(1).shape == (24, 9)
    assert attention_study.taken(2).shape == (3, 9)
    np.testing.assert_allclose(attention_study.taken(1).sum(1), 1, atol=1e-6)


def test_a_power_law_is_found_again(monkeypatch):
    nodes = np.array([10, 100, 1000])
    made = pd.DataFrame({"nodes": nodes, "bytes": 3.0 * nodes**1.25})
    monkeypatch.setattr(layer_study, "costs", lambda: made)
    assert layer_study.memory_power() == pytest.approx(1.25)


def test_a_deep_network_stands_beside_itself_after_one_update():
    for row in layer_study.stacked().sample(5, random_state=0).itertuples():
        config = layer_study.GCN
        settings = {"depth": row.depth, "residual": row.residual, "seed": row.seed}
        ended, begun = (
            records.load(type(config)(**settings, steps=steps))
            for steps in (config.steps, 1)
        )
        assert row.accuracy == ended.metrics["accuracy"]
        assert (row.angle, row.angle_begun) == (
            ended.metrics["angle"],
            begun.metrics["angle"],
        )
        assert row.loss == pytest.approx(sum(ended.curves["loss"][190:]) / 10)
