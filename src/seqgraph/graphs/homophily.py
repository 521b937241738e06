"""What the edges of a graph alone say about fields: how often they stay within one, how
far labels can travel along them, and a small part of a graph where that can be seen.

Edges are columns (i, j) of a tensor (2, E), each in both directions; a node's edge to
itself is left out of all that is counted here.
"""

from collections.abc import Iterable

import torch
from torch import Tensor

from ..errors import InputError
from ..measure.meaning import whole

NEIGHBOURS = (4, 6)  # of the paper in the middle of a drawing
PAPERS = (14, 22)  # in the drawing


def within_field(edges: Tensor, y: Tensor) -> tuple[float, float]:
    """The share of edges whose two nodes are of one class, called homophily; and the
    share to expect if edges were drawn anew by chance, each node keeping its degree:
    the sum over classes of the square of their share of all ends of edges.

    Example:
        >>> edges = torch.tensor([[0, 1, 1, 2], [1, 0, 2, 1]])
        >>> within_field(edges, torch.tensor([0, 0, 1]))
        (0.5, 0.625)
    """
    i, j = _without_loops(edges)
    y = whole(y, "classes")
    ends = y[i].bincount().double() / len(i)
    return (y[i] == y[j]).double().mean().item(), ends.square().sum().item()


def reached(edges: Tensor, nodes: int, start: Tensor) -> Tensor:
    """(N,) True for the nodes that some path joins with a node of ``start``.

    Example:
        >>> edges = torch.tensor([[0, 1], [1, 0]])
        >>> reached(edges, nodes=3, start=torch.tensor([1]))
        tensor([ True,  True, False])
    """
    i, j = whole(edges, "edges")
    if start.dtype == torch.bool:  # one for each node, or numbers of nodes?
        raise InputError("start must be the numbers of nodes, not booleans")
    start = whole(start, "start")
    seen = torch.zeros(nodes, dtype=torch.bool, device=edges.device)
    seen[start] = True
    count = 0
    while count < (count := int(seen.sum())):
        seen[j[seen[i]]] = True
    return seen


def around(edges: Tensor, paper: int) -> Tensor:
    """The edges (2, F), each once, among a paper, its neighbours and theirs.

    Example:
        >>> ring = torch.tensor([[0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]])
        >>> around(ring, 0).tolist()
        [[0, 1], [1, 2]]
    """
    i, j = edges = _without_loops(edges)
    near = torch.isin(i, j[i == paper])
    close = torch.cat([i[near], j[near]]).unique()
    return edges[:, torch.isin(edges, close).all(0) & (i < j)]


def typical(edges: Tensor, y: Tensor, papers: Iterable[int]) -> int | None:
    """Of some papers the one around which the share of edges within a field is closest
    to the whole graph's, if their surroundings can be drawn; None if none can.

    Example:
        >>> ring = torch.tensor([[0, 1], [1, 0]])
        >>> typical(ring, torch.tensor([0, 0]), [0]) is None
        True
    """
    homophily, _ = within_field(edges, y)
    i, _ = edges = _without_loops(edges)
    degrees = i.bincount(minlength=len(y))
    found: dict[int, float] = {}
    for paper in papers:
        if NEIGHBOURS[0] <= degrees[paper] <= NEIGHBOURS[1]:
            a, b = part = around(edges, paper)
            if PAPERS[0] <= len(part.unique()) <= PAPERS[1]:
                share = (y[a] == y[b]).double().mean().item()
                found[paper] = abs(share - homophily)
    return min(found, key=found.__getitem__, default=None)


def _without_loops(edges: Tensor) -> Tensor:
    edges = whole(edges, "edges")
    return edges[:, edges[0] != edges[1]]
