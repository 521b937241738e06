"""Question 3.2: the six nodes, and how many updates carry information between two."""

import networkx
import torch
from torch import Tensor

NODES = "ABCDEF"
EDGES = ("AB", "AE", "AF", "BD", "CD", "DF")
PLACES = {  # where a figure draws each node
    "A": (1.0, 1.0),
    "B": (2.0, 1.6),
    "C": (4.0, 1.0),
    "D": (3.0, 1.0),
    "E": (0.0, 1.0),
    "F": (2.0, 0.4),
}


def adjacency() -> Tensor:
    """A (6, 6): 1 where two nodes share an edge.

    Example:
        >>> adjacency().sum(1).int().tolist()  # neighbours of A to F
        [3, 2, 1, 3, 1, 2]
    """
    A = torch.zeros(len(NODES), len(NODES), dtype=torch.double)
    for i, j in EDGES:
        A[NODES.index(i), NODES.index(j)] = A[NODES.index(j), NODES.index(i)] = 1
    return A


def updates_by_powers(A: Tensor, source: int, target: int) -> int:
    """The least k for which Ã to the power k has an entry between the two nodes; they
    must be connected.

    Example:
        >>> updates_by_powers(adjacency(), NODES.index("C"), NODES.index("E"))
        4
    """
    A_tilde = A + torch.eye(len(A), dtype=torch.double)  # (46)
    reach, k = torch.eye(len(A), dtype=torch.double), 0
    while reach[target, source] == 0:
        reach, k = A_tilde @ reach, k + 1
    return k


def distances(A: Tensor, source: int) -> dict[int, int]:
    """The number of edges from ``source`` to every node it is connected with, by
    breadth-first search.

    Example:
        >>> distances(adjacency(), NODES.index("C"))
        {2: 0, 3: 1, 1: 2, 5: 2, 0: 3, 4: 4}
    """
    found, frontier = {source: 0}, [source]
    while frontier:
        i = frontier.pop(0)
        for j in A[i].nonzero().flatten().tolist():
            if j not in found:
                found[j] = found[i] + 1
                frontier.append(j)
    return found


def shortest_paths(A: Tensor, source: int, target: int) -> list[list[int]]:
    """Every shortest path between two connected nodes, each as its nodes.

    Example:
        >>> paths = shortest_paths(adjacency(), NODES.index("C"), NODES.index("E"))
        >>> ["".join(NODES[i] for i in path) for path in paths]
        ['CDBAE', 'CDFAE']
    """
    graph = networkx.from_numpy_array(A.numpy())
    return sorted(networkx.all_shortest_paths(graph, source, target))


def reached(A: Tensor, source: int, updates: int) -> str:
    """The nodes that know something about ``source`` after so many updates.

    Example:
        >>> reached(adjacency(), NODES.index("C"), updates=2)
        'BCDF'
    """
    A_tilde = A + torch.eye(len(A), dtype=torch.double)  # (46)
    knows = torch.linalg.matrix_power(A_tilde, updates)[source]
    return "".join(NODES[i] for i in knows.nonzero())
