"""The six nodes of question 3.2."""

import itertools

import networkx
import torch
from hypothesis import given, settings

from seqgraph.graphs.exhibits import example
from tests.graphs.test_layers import graphs

A = example.adjacency()
C, E = example.NODES.index("C"), example.NODES.index("E")


def test_the_graph_is_the_assignments():
    right = [
        [0, 1, 0, 0, 1, 1],
        [1, 0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 1, 1, 0, 0, 1],
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 1, 0, 0],
    ]
    assert A.tolist() == right


def test_c_reaches_e_after_four_updates_on_two_ways():
    assert example.updates_by_powers(A, C, E) == 4
    assert example.distances(A, C)[E] == 4
    paths = example.shortest_paths(A, C, E)
    assert ["".join(example.NODES[i] for i in path) for path in paths] == [
        "CDBAE",
        "CDFAE",
    ]


@given(graphs())
@settings(deadline=None)
def test_distances_are_networkxs_and_those_of_the_powers(A):
    graph = networkx.from_numpy_array(A.numpy())
    for i in range(len(A)):
        found = example.distances(A, i)
        assert found == networkx.single_source_shortest_path_length(graph, i)
        for j, distance in found.items():
            assert example.updates_by_powers(A, i, j) == distance
            paths = example.shortest_paths(A, i, j)
            # As many as there are walks of that length, each another one.
            walks = torch.linalg.matrix_power(A, distance)[i, j]
            assert len({tuple(path) for path in paths}) == len(paths) == walks
            for path in paths:
                assert (path[0], path[-1], len(path)) == (i, j, distance + 1)
                assert all(A[step] == 1 for step in itertools.pairwise(path))


def test_a_shorter_way_gives_a_smaller_answer():
    closer = A.clone()
    closer[C, example.NODES.index("A")] = closer[example.NODES.index("A"), C] = 1
    assert example.updates_by_powers(closer, C, E) == 2


def test_the_nodes_that_know_are_those_near_enough():
    for source in range(6):
        far = example.distances(A, source)
        for updates in range(6):
            near = "".join(example.NODES[i] for i in range(6) if far[i] <= updates)
            assert example.reached(A, source, updates) == near
