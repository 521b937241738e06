"""Stacks of graph layers.

Shapes: N nodes, D features, K classes; features x are (N, D), sparse (CSR) or dense.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.nn import GATConv, GCNConv

from ..runs.randomness import seeded_by
from .propagation import Route
from .sparse import drop

LAYERS = ("gcn", "gat")


class Network(nn.Module):
    """Layers of one kind: features (N, D) in, logits (N, K) out.

    GCN has rectifiers between its layers; GAT has exponential linear units, and drops
    attention weights as well as features.

    Example:
        >>> from seqgraph.graphs.propagation import routes
        >>> edges = torch.tensor([[0, 1], [1, 0]])
        >>> model = Network("gcn", (5, 16, 3), 1, 0.5, False, torch.Generator())
        >>> model(torch.randn(2, 5), routes("normalised", edges, 2, 2)).shape
        torch.Size([2, 3])
    """

    def __init__(
        self,
        layer: str,
        sizes: Sequence[int],
        heads: int,
        dropout: float,
        residual: bool,
        generator: torch.Generator,
        *,
        attend: bool = True,
        projected: bool = False,
    ):
        """Variants of GAT: without ``attend`` its weights stay equal; with
        ``projected`` its layers also drop entries of W h, after the attention was
        computed from them, as the authors' code does and PyG's layer does not."""
        super().__init__()
        with seeded_by(generator):  # PyG draws Glorot's weights from the global stream
            self.layers = nn.ModuleList(
                _gcn(sizes)
                if layer == "gcn"
                else _gat(sizes, heads, dropout, attend, projected)
            )
        self.activation = F.relu if layer == "gcn" else F.elu
        self.dropout, self.residual = dropout, residual

    def forward(self, x: Tensor, routes: Sequence[Route]) -> Tensor:
        """Logits for features x, with one route for each layer."""
        *_, logits = self.states(x, routes)
        return logits

    def states(self, x: Tensor, routes: Sequence[Route]) -> Iterator[Tensor]:
        """What each layer hands on; the last are the logits."""
        last = len(self.layers) - 1
        for depth, (layer, route) in enumerate(zip(self.layers, routes, strict=True)):
            h = layer(drop(x, self.dropout, self.training), *route)
            if depth < last:
                h = self.activation(h)
            x = x + h if self.residual and 0 < depth < last else h
            yield x


def _drop_sent(layer: GATConv, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Dropout of what the nodes send, W h (N, heads, units): every neighbour of a node
    misses the same entries."""
    *others, sent = arguments
    h = F.dropout(sent["x"][0], layer.dropout, layer.training)
    return (*others, sent | {"x": (h, h)})


def _gcn(sizes: Sequence[int]) -> list[GCNConv]:
    """H ← Â H W, with Â from the route  # (44)"""
    return [
        GCNConv(n_in, n_out, normalize=False, bias=False)
        for n_in, n_out in itertools.pairwise(sizes)
    ]


def _gat(
    sizes: Sequence[int], heads: int, dropout: float, attend: bool, projected: bool
) -> list[GATConv]:
    """Several heads side by side in the hidden layers, one in the last."""
    layers = []
    for depth, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        layer = GATConv(
            n_in * (heads if depth else 1),
            n_out,
            heads=heads if depth < len(sizes) - 2 else 1,
            dropout=dropout,
            add_self_loops=False,  # the route has them
        )
        if not attend:
            for half in (layer.att_src, layer.att_dst):
                nn.init.zeros_(half.requires_grad_(False))
        if projected:
            layer.register_propagate_forward_pre_hook(_drop_sent)
        layers.append(layer)
    return layers
