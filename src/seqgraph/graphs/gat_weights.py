"""What a trained GAT attends to, and how evenly."""

from collections.abc import Sequence

import torch
from torch import Tensor

from .network import Network
from .propagation import Route


@torch.no_grad()
def attention(model: Network, x: Tensor, routes: Sequence[Route]) -> list[Tensor]:
    """The attention weights a_ij of each layer, (E, heads): one row for each edge
    (j, i) of the layer's route.

    Example:
        >>> from seqgraph.graphs.propagation import routes
        >>> edges = torch.tensor([[0, 1], [1, 0]])
        >>> model = Network("gat", (5, 8, 3), 4, 0.0, False, torch.Generator())
        >>> ways = routes("normalised", edges, 2, 2)  # two edges and two loops
        >>> [tuple(a.shape) for a in attention(model, torch.randn(2, 5), ways)]
        [(4, 4), (4, 1)]
    """
    heard = [x, *model.states(x, routes)]  # what each layer gets, and the logits
    found = []
    for layer, h, route in zip(model.layers, heard, routes, strict=False):
        _, (_, a) = layer(h, *route, return_attention_weights=True)
        found.append(a)
    return found


def relative_entropy(a: Tensor, edges: Tensor, nodes: int) -> Tensor:
    """Entropy of each node's attention over its neighbourhood, relative to that of
    equal weights: (nodes with a neighbour, heads), 1 where all count the same.

    Example:
        >>> edges = torch.tensor([[0, 1, 0, 1], [0, 0, 1, 1]])
        >>> a = torch.tensor([[0.5], [0.5], [1.0], [0.0]])
        >>> relative_entropy(a, edges, nodes=2).tolist()
        [[1.0], [0.0]]
    """
    receiver = edges[1][:, None].expand_as(a)
    terms = torch.special.entr(a)  # -a log a, and 0 for 0
    entropy = a.new_zeros(nodes, a.shape[1]).scatter_add_(0, receiver, terms)
    size = torch.bincount(edges[1], minlength=nodes)
    several = size > 1  # a node alone attends to itself
    return entropy[several] / size[several, None].to(a.dtype).log()


def total_variation(a: Tensor, edges: Tensor, nodes: int) -> Tensor:
    """Share of each node's attention that would have to move to make its weights equal,
    ½ Σ_j ``|a_ij − 1/n_i|``: (nodes with a neighbour, heads), 0 where all count the
    same.

    Example:
        >>> edges = torch.tensor([[0, 1, 0, 1], [0, 0, 1, 1]])
        >>> a = torch.tensor([[0.5], [0.5], [0.75], [0.25]])
        >>> total_variation(a, edges, nodes=2).tolist()
        [[0.0], [0.25]]
    """
    size = torch.bincount(edges[1], minlength=nodes)
    off = (a - 1 / size[edges[1], None].to(a.dtype)).abs() / 2
    receiver = edges[1][:, None].expand_as(a)
    return a.new_zeros(nodes, a.shape[1]).scatter_add_(0, receiver, off)[size > 1]
