"""What is counted of a graph's edges, against networkx and by other ways."""

import networkx as nx
import numpy as np
import pytest
import torch

from seqgraph.graphs import homophily
from seqgraph.graphs.citation_study import FIELDS
from seqgraph.runs.randomness import generator


def drawn(seed, nodes=60, edges=70):
    """A random graph with loops, as edges in both directions, and as networkx has it;
    classes of its nodes."""
    source = generator(seed, "homophily")
    i, j = torch.randint(nodes, (2, edges), generator=source)
    graph = nx.Graph(zip(i.tolist(), j.tolist(), strict=True))
    graph.add_nodes_from(range(nodes))
    both = torch.cat([torch.stack([i, j]), torch.stack([j, i])], dim=1).unique(dim=1)
    return both, graph, torch.randint(3, (nodes,), generator=source)


@pytest.mark.parametrize("seed", range(5))
def test_homophily_and_chance_are_those_of_assortativity(seed):
    edges, graph, y = drawn(seed)
    graph.remove_edges_from(nx.selfloop_edges(graph))
    nx.set_node_attributes(graph, dict(enumerate(y.tolist())), "field")
    mixing = nx.attribute_mixing_matrix(graph, "field")
    share, chance = homophily.within_field(edges, y)
    assert share == pytest.approx(np.trace(mixing))
    coefficient = nx.attribute_assortativity_coefficient(graph, "field")
    assert (share - chance) / (1 - chance) == pytest.approx(coefficient)


@pytest.mark.parametrize("seed", range(5))
def test_reached_are_the_components_of_the_start(seed):
    edges, graph, _ = drawn(seed)
    start = torch.tensor([3, 17])
    expected = {n for s in (3, 17) for n in nx.node_connected_component(graph, s)}
    found = homophily.reached(edges, 60, start)
    assert set(found.nonzero().flatten().tolist()) == expected


@pytest.mark.parametrize("seed", range(5))
def test_around_is_the_ball_of_two_steps(seed):
    edges, graph, _ = drawn(seed)
    graph.remove_edges_from(nx.selfloop_edges(graph))
    middle = max(graph.nodes, key=graph.degree)
    ball = nx.ego_graph(graph, middle, radius=2)
    found = homophily.around(edges, middle).T.tolist()
    assert sorted(map(tuple, found)) == sorted(tuple(sorted(e)) for e in ball.edges)


def test_the_typical_paper_is_as_mixed_as_its_graph(cora):
    share, _ = homophily.within_field(cora.edges, cora.y)
    papers = cora.test.tolist()
    chosen = homophily.typical(cora.edges, cora.y, papers)
    i, j = homophily.around(cora.edges, chosen)
    off = abs((cora.y[i] == cora.y[j]).double().mean() - share)
    assert off < 0.02
    assert homophily.PAPERS[0] <= len(torch.cat([i, j]).unique())
    assert len(torch.cat([i, j]).unique()) <= homophily.PAPERS[1]


def test_fields_have_their_sizes(cora):
    """The counts that Cora's collectors give."""
    counts = dict(zip(FIELDS, cora.y.bincount().tolist(), strict=True))
    assert counts == {
        "Case-based": 298,
        "Genetic algorithms": 418,
        "Neural networks": 818,
        "Probabilistic methods": 426,
        "Reinforcement learning": 217,
        "Rule learning": 180,
        "Theory": 351,
    }
