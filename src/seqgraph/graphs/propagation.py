"""Along which edges a layer sends messages, and with which weights.

Edges are columns (j, i) of a tensor (2, E): node j sends to node i.
"""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor
from torch_geometric.nn.conv.gcn_conv import gcn_norm
from torch_geometric.utils import (
    add_remaining_self_loops,
    add_self_loops,
    remove_self_loops,
)

from ..errors import InputError

Weighted = tuple[Tensor, Tensor]  # edges (2, E) and a weight for each
Route = Weighted | tuple[Tensor, None]


def check_graph(edges: Tensor, nodes: int) -> None:
    """Raise InputError unless ``edges`` are pairs of whole numbers below ``nodes``,
    and there is a node.

    Example:
        >>> check_graph(torch.tensor([[0, 1], [1, 0]]), nodes=2)
        >>> check_graph(torch.tensor([[0, 1], [1, 2]]), nodes=2)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        seqgraph.errors.InputError: edges must name nodes 0 to 1, ... found node 2
    """
    if nodes < 1:
        raise InputError("the graph has no nodes")
    if edges.dim() != 2 or len(edges) != 2:
        raise InputError(f"edges must have the shape (2, E); got {tuple(edges.shape)}")
    if edges.dtype != torch.long:
        raise InputError(f"edges must be whole numbers (int64); got {edges.dtype}")
    if edges.numel() and not 0 <= int(edges.min()) <= int(edges.max()) < nodes:
        worst = edges.max() if int(edges.max()) >= nodes else edges.min()
        raise InputError(
            f"edges must name nodes 0 to {nodes - 1}, one for each row of features; "
            f"found node {int(worst)}"
        )


def normalise(edges: Tensor, nodes: int) -> Weighted:
    """Self-loops, and the weights of Â: 1/√(D̃_ii D̃_jj). A node that the graph joins
    with itself gets no second loop.  # (45)

    Example:
        >>> edges, weight = normalise(torch.tensor([[0, 1], [1, 0]]), nodes=3)
        >>> edges.tolist()
        [[0, 1, 0, 1, 2], [1, 0, 0, 1, 2]]
        >>> [round(w, 2) for w in weight.tolist()]  # node 2 has no neighbour
        [0.5, 0.5, 0.5, 0.5, 1.0]
    """
    check_graph(edges, nodes)
    return _scaled(*add_remaining_self_loops(edges, num_nodes=nodes), nodes)


def _scaled(edges: Tensor, weight: Tensor | None, nodes: int) -> Weighted:
    """Each weight (1 for None) divided by the roots of what its two nodes receive."""
    found = gcn_norm(edges, weight, num_nodes=nodes, add_self_loops=False)
    return cast(Weighted, found)  # PyG's types allow for sparse matrices as well


def without_self_loops(edges: Tensor, nodes: int) -> Weighted:
    """No self-loops, those of the graph left out, and weights 1/√(D_ii D_jj).

    Example:
        >>> edges, weight = without_self_loops(torch.tensor([[0, 1], [1, 0]]), nodes=3)
        >>> edges.tolist(), weight.tolist()
        ([[0, 1], [1, 0]], [1.0, 1.0])
    """
    check_graph(edges, nodes)
    return _scaled(*remove_self_loops(edges), nodes)


def _with_second_loops(edges: Tensor, nodes: int) -> Weighted:
    return _scaled(*add_self_loops(edges, num_nodes=nodes), nodes)


def _twice(edges: Tensor, nodes: int) -> Weighted:
    return _scaled(*add_remaining_self_loops(*normalise(edges, nodes)), nodes)


def _without_edges(edges: Tensor, nodes: int) -> Weighted:
    return normalise(edges[:, :0], nodes)


def _unweighted(edges: Tensor, nodes: int) -> Route:
    return add_remaining_self_loops(edges, num_nodes=nodes)[0], None


# What each layer propagates with: the first layer, and the layers after it.
RULES: dict[str, tuple[Callable[[Tensor, int], Route], ...]] = {
    "normalised": (normalise, normalise),
    "no-self-loops": (without_self_loops, without_self_loops),
    "normalised-twice": (_twice, _twice),
    "weights-lost": (normalise, _unweighted),  # in the second layer
    "second-loops": (_with_second_loops, _with_second_loops),
    "no-edges": (_without_edges, _without_edges),  # the floor: a perceptron
}


def routes(rule: str, edges: Tensor, nodes: int, layers: int) -> list[Route]:
    """One route for each layer; InputError for a graph that cannot be used.

    Example:
        >>> edges = torch.tensor([[0, 1], [1, 0]])
        >>> (_, first), (_, second) = routes("weights-lost", edges, nodes=2, layers=2)
        >>> first
        tensor([0.5000, 0.5000, 0.5000, 0.5000])
        >>> second is None
        True
    """
    check_graph(edges, nodes)
    first, later = (make(edges, nodes) for make in RULES[rule])
    return [first] + [later] * (layers - 1)
