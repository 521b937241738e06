"""What messages can find out without training, by second definitions."""

import random

import pytest
import torch

from seqgraph.combined import families, reach
from seqgraph.combined.representations import TRAINED_NODES


@pytest.mark.parametrize("rounds", [0, 1, 3, 9])
def test_what_is_heard_is_the_largest_name_within_so_many_links(rounds):
    """By powers of A + 1, which have an entry where there is a walk."""
    source = random.Random(rounds)
    for _ in range(20):
        graph = families.connected(10, source.randrange(2), source)
        A = torch.eye(10, dtype=torch.long)
        for i, j in graph.edges:
            A[i, j] = A[j, i] = 1
        near = torch.linalg.matrix_power(A, rounds) > 0
        expected = [int(row.nonzero().max()) for row in near]
        assert reach.heard(graph, rounds) == expected


def test_a_rule_of_marks_is_wrong_only_about_graphs_that_are_too_wide():
    """As often as the node with the largest name is farther from another than there
    were rounds, in graphs of one piece."""
    source, wide = random.Random(5), 0
    for index in range(60):
        graph = families.connected(16, index % 2, source)
        distance, edge = {15: 0}, [15]
        while edge:
            node = edge.pop(0)
            for j in graph.neighbours[node]:
                if j not in distance:
                    distance[j] = distance[node] + 1
                    edge.append(j)
        wide += index % 2 and max(distance.values()) > 4
    found = reach.connected_by_marks(16, 4, 60, random.Random(5))
    assert wide > 0
    assert found == pytest.approx(1 - wide / 60)


@pytest.mark.parametrize("n", TRAINED_NODES)
def test_a_path_hides_the_missing_letter_only_where_its_letters_alternate(n):
    """abab...b read from the other end is baba...a, and misses the other letter: two
    palindromes of 2^(n/2 + 1) share a path, and one of them is guessed wrong."""
    assert reach.palindromes_told(n) == 1 - 0.5 ** (n // 2 + 1)
