"""The generated graphs: each label by a second definition, each sequence read back."""

import itertools
import random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from seqgraph.combined import families, traversals
from seqgraph.combined.families import TASKS, Graph
from seqgraph.combined.representations import drawn, pythons
from seqgraph.runs.randomness import generator

NUMBERS = st.integers(0, 2**31)
NODES = st.integers(3, 10).map(lambda half: 2 * half)
LABELS = st.integers(0, 1)


def adjacency(graph: Graph) -> torch.Tensor:
    A = torch.zeros(len(graph.letters), len(graph.letters), dtype=torch.double)
    for i, j in graph.edges:
        A[i, j] = A[j, i] = 1
    return A


def components(graph: Graph) -> int:
    """By joining sets: no search."""
    parent = list(range(len(graph.letters)))

    def root(i: int) -> int:
        return i if parent[i] == i else root(parent[i])

    for i, j in graph.edges:
        parent[root(i)] = root(j)
    return len({root(i) for i in parent})


@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_the_label_completes_a_palindrome(n, label, seed):
    graph = families.palindrome(n, label, random.Random(seed))
    assert graph.edges == {(i, i + 1) for i in range(n - 1)}
    whole = (*graph.letters, label)
    assert whole == whole[::-1]
    assert (*graph.letters, 1 - label) != (*graph.letters, 1 - label)[::-1]


@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_components_are_counted_by_the_laplacian(n, label, seed):
    graph = families.connected(n, label, random.Random(seed))
    A = adjacency(graph)
    zeros = (torch.linalg.eigvalsh(torch.diag(A.sum(1)) - A) < 1e-9).sum()
    assert zeros == components(graph) == 2 - label


@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_a_graph_without_a_cycle_has_as_many_edges_as_a_forest(n, label, seed):
    graph = families.cyclic(n, label, random.Random(seed))
    assert (len(graph.edges) > n - components(graph)) == label


@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_triangles_are_counted_by_the_trace(n, label, seed):
    graph = families.triangular(n, label, random.Random(seed))
    assert (torch.linalg.matrix_power(adjacency(graph), 3).trace() > 0) == label


@settings(deadline=None)
@given(NODES, NUMBERS)
def test_two_kinds_of_rings_look_alike_and_are_not(n, seed):
    source = random.Random(seed)
    apart, fused = (families.rings(n, label, source) for label in (1, 0))
    assert families.alike(apart, fused)
    # a closed walk sees the difference: the shortest ring through a node is shorter
    walks = [
        torch.linalg.matrix_power(adjacency(g), n // 2).trace() for g in (apart, fused)
    ]
    assert walks[0] != walks[1]


def test_two_triangles_and_a_hexagon_look_alike():
    letters = (0,) * 6
    triangles = {(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)}
    hexagon = {(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5)}
    two, one = Graph(letters, frozenset(triangles)), Graph(letters, frozenset(hexagon))
    assert families.alike(two, one)
    path = Graph(letters, frozenset(hexagon - {(0, 5)}))
    assert not families.alike(one, path)
    assert not families.alike(one, Graph((1, *letters[1:]), one.edges))


@pytest.mark.parametrize("task", TASKS)
@settings(deadline=None)
@given(NODES, NUMBERS)
def test_both_labels_have_the_same_numbers_of_nodes_and_edges(task, n, seed):
    """Drawn with the same numbers, the two labels have equal counts wherever these are
    drawn before the label matters."""
    ones, zeros = (TASKS[task](n, label, random.Random(seed)) for label in (1, 0))
    assert len(ones.edges) == len(zeros.edges)
    assert len(ones.letters) == len(zeros.letters) == n


@pytest.mark.parametrize("order", traversals.ORDERS)
@pytest.mark.parametrize("task", TASKS)
@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_a_sequence_is_read_back_as_the_graph_it_writes(task, order, n, label, seed):
    graph = TASKS[task](n, label, random.Random(seed))
    nodes = traversals.ORDERS[order](graph)
    assert sorted(nodes) == list(range(n))
    again = traversals.read(traversals.written(graph, nodes))
    A = adjacency(graph)
    assert torch.equal(adjacency(again), A[nodes][:, nodes])
    assert again.letters == tuple(graph.letters[node] for node in nodes)


@pytest.mark.parametrize("task", TASKS)
@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_searches_take_the_least_first(task, n, label, seed):
    """Recorded results hang on the very order: both searches by their definitions."""
    graph = TASKS[task](n, label, random.Random(seed))
    near = [[j for j in range(n) if {(i, j), (j, i)} & graph.edges] for i in range(n)]
    deep, wide = [], []

    def descend(node: int) -> None:
        if node not in deep:
            deep.append(node)
            for neighbour in near[node]:
                descend(neighbour)

    for start in range(n):
        descend(start)
        if start not in wide:
            first = len(wide)
            wide.append(start)
            while first < len(wide):
                wide += [j for j in near[wide[first]] if j not in wide]
                first += 1
    assert traversals.depth_first(graph) == deep
    assert traversals.breadth_first(graph) == wide
    assert graph.neighbours == near


def refined(graph: Graph, rounds: int) -> list[tuple]:
    """Colours as nested tuples: a node's own and those of its neighbours, sorted."""
    colours = [(letter,) for letter in graph.letters]
    for _ in range(rounds):
        colours = [
            (colours[i], tuple(sorted(colours[j] for j in near)))
            for i, near in enumerate(graph.neighbours)
        ]
    return sorted(colours)


@settings(deadline=None)
@given(st.integers(0, 1), NUMBERS)
def test_alike_are_graphs_that_refine_to_the_same_colours(task, seed):
    source = random.Random(seed)
    draw = (families.connected, families.cyclic)[task]
    one, other = (draw(6, 1, source) for _ in range(2))
    same = refined(one, 5) == refined(other, 5)
    assert families.alike(one, other) == same
    renamed = one.relabelled(source.sample(range(6), 6))
    assert families.alike(one, renamed)


@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_a_search_goes_deep_first(n, label, seed):
    """A node's links to earlier ones all lead to its ancestors."""
    graph = families.connected(n, label, random.Random(seed))
    near = graph.neighbours
    depth = traversals.depth_first(graph)
    ancestors = {}
    for t, node in enumerate(depth):
        earlier = [j for j in reversed(depth[:t]) if j in near[node]]
        parent = earlier[0] if earlier else None
        ancestors[node] = {*ancestors.get(parent, set()), parent}
        assert set(earlier) <= ancestors[node]


@settings(deadline=None)
@given(NODES, LABELS, NUMBERS)
def test_a_breadth_first_search_comes_to_nearer_nodes_first(n, label, seed):
    """Distances from a component's first node, by powers of A, never fall."""
    graph = families.connected(n, label, random.Random(seed))
    order = traversals.breadth_first(graph)
    assert sorted(order) == list(range(n))
    A = adjacency(graph) + torch.eye(n)
    first = order[0]
    for before, node in itertools.pairwise(order):
        if torch.linalg.matrix_power(A, n)[first, node] == 0:
            first = node  # the next component begins
            continue
        near, far = (
            next(k for k in range(n) if torch.linalg.matrix_power(A, k)[first, x] > 0)
            for x in (before, node)
        )
        assert near <= far


@settings(deadline=None)
@given(NODES, NUMBERS)
def test_relabelling_permutes_the_adjacency(n, seed):
    source = random.Random(seed)
    graph = families.triangular(n, 1, source)
    labels = source.sample(range(n), n)
    again = graph.relabelled(labels)
    assert torch.equal(adjacency(again)[labels][:, labels], adjacency(graph))


def test_labels_come_in_equal_numbers():
    graphs, labels = drawn("connected", (6, 8), 100, pythons(generator(0, "test")))
    assert labels.sum() == 50
    assert {len(graph.letters) for graph in graphs} == {6, 8}
    assert [components(graph) == 1 for graph in graphs] == labels.bool().tolist()
