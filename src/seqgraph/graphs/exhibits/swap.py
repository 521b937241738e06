"""A perceptron, and the same network with its linear layers swapped for graph layers:
what page 3.3b writes out as one would with PyG, trained on Cora.

Shapes: N papers, D words, F units, K fields; x is (N, D), the output (N, K).
"""

import dataclasses
import math
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.data import Data
from torch_geometric.nn import GATConv, GCNConv

from ...runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    one_of,
    random_seed,
    register,
    whole,
)
from ...runs.randomness import generator, seeded_by
from ...runs.training import updates
from .. import planetoid

HIDDEN, HEADS = 16, 8  # units; of a GAT's each head has half as many
DRAWN = 500  # test papers in the picture
DIGITS = 4  # of a place in the picture


class Linear(nn.Linear):
    """Is given the edges as well, and ignores them: each paper is judged by its own
    words.

    Example:
        >>> Linear(5, 3)(torch.rand(2, 5), None).shape
        torch.Size([2, 3])
    """

    def forward(self, input: Tensor, edges: Tensor | None = None) -> Tensor:
        return super().forward(input)


class TwoLayers(nn.Module):
    """Two layers of any kind that takes features and edges.

    Example:
        >>> edges = torch.tensor([[0, 1], [1, 0]])
        >>> model = TwoLayers(GCNConv(5, 16), GCNConv(16, 3))
        >>> model(torch.rand(2, 5), edges).shape
        torch.Size([2, 3])
    """

    def __init__(self, first: nn.Module, second: nn.Module):
        super().__init__()
        self.first, self.second = first, second

    def forward(self, x: Tensor, edges: Tensor | None) -> Tensor:
        x = F.dropout(x, 0.5, self.training)
        x = self.first(x, edges).relu()
        x = F.dropout(x, 0.5, self.training)
        return self.second(x, edges)


def _attentive(words: int, hidden: int, fields: int) -> TwoLayers:
    head = hidden // 2
    first = GATConv(words, head, heads=HEADS)
    return TwoLayers(first, GATConv(HEADS * head, fields))


NETWORKS: dict[str, Callable[[int, int, int], TwoLayers]] = {
    "mlp": lambda words, hidden, fields: TwoLayers(
        Linear(words, hidden), Linear(hidden, fields)
    ),
    "gcn": lambda words, hidden, fields: TwoLayers(
        GCNConv(words, hidden), GCNConv(hidden, fields)
    ),
    "gat": _attentive,
}
"""A network from numbers of words, hidden units and fields."""


def train(
    model: TwoLayers, graph: Any, epochs: int, noise: torch.Generator | None = None
) -> Iterator[float]:
    """Train with the labels of ``graph.train_mask``, yielding each epoch's loss. What
    is dropped is drawn from ``noise``, else from torch's global stream.

    Example:
        >>> x, edges = torch.eye(2), torch.tensor([[0, 1], [1, 0]])
        >>> both = torch.tensor([True, True])
        >>> graph = Data(x=x, edge_index=edges, y=torch.tensor([0, 1]))
        >>> graph.train_mask = graph.test_mask = both
        >>> names = torch.manual_seed(0)
        >>> losses = list(train(NETWORKS["mlp"](2, 16, 2), graph, epochs=200))
        >>> sum(losses[-50:]) < sum(losses[:50])  # dropout makes single ones uncertain
        True
    """
    optimizer = torch.optim.Adam(
        [
            {"params": model.first.parameters(), "weight_decay": 5e-4},
            {"params": model.second.parameters()},
        ],
        lr=0.01,
    )
    drawn_from = [noise] if noise else []
    for _ in updates(epochs, model, optimizer, *drawn_from):
        model.train()  # dropout on
        with seeded_by(noise) if noise else nullcontext():
            logits = model(graph.x, graph.edge_index)
        known = graph.train_mask
        loss = F.cross_entropy(logits[known], graph.y[known])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item()


@torch.no_grad()
def accuracy(model: TwoLayers, graph: Any) -> float:
    """The share of the papers of ``graph.test_mask`` whose field is named right.

    Example:
        >>> graph = Data(x=torch.eye(2), y=torch.tensor([0, 1]))
        >>> graph.test_mask = torch.tensor([True, False])
        >>> accuracy(NETWORKS["mlp"](2, 16, 2), graph) in (0, 1)
        True
    """
    logits = model.eval()(graph.x, graph.edge_index)  # dropout off
    right = logits.argmax(dim=1) == graph.y
    return right[graph.test_mask].float().mean().item()


@register
@final
@dataclasses.dataclass(frozen=True)
class Swap(Experiment[TwoLayers]):
    """Train one of the networks on Cora, as the GCN's paper sets it.

    Example:
        >>> Swap(network="mlp").model().second
        Linear(in_features=16, out_features=7, bias=True)
    """

    network: str = one_of(NETWORKS, "gcn", "mlp: linear layers; gcn, gat: graph layers")
    steps: int = whole(200, "epochs, of one update each")
    seed: int = random_seed(0, "weights and dropout")

    @property
    def data(self) -> tuple[str, ...]:
        return planetoid.files("cora")

    def model(self) -> TwoLayers:
        size = planetoid.CITATION_GRAPHS["cora"]
        with seeded_by(generator(self.seed, "weights")):
            return NETWORKS[self.network](size.words, HIDDEN, size.classes)

    def train(self, model: TwoLayers, device: torch.device) -> Iterator[Numbers]:
        """Yield each epoch's loss (nats)."""
        noise = generator(self.seed, "dropout")
        for loss in train(model, cora(device), self.steps, noise):
            yield {"loss": loss}

    def evaluate(self, model: TwoLayers, device: torch.device) -> Measured:
        """Test accuracy. Table ``papers``: of the first test papers their ``field``,
        and where the network places them (``places``) ``before`` training and
        ``after``."""
        graph: Any = cora(device)
        here = graph.test_mask.nonzero().flatten()[:DRAWN]
        table = {"field": graph.y[here].tolist()}
        for time, each in (("before", self.model().to(device)), ("after", model)):
            with torch.no_grad():
                logits = each.eval()(graph.x, graph.edge_index)[here]
            for axis, values in zip("xy", places(logits).T, strict=True):
                found = [round(value, DIGITS) for value in values.tolist()]
                table[f"{time}_{axis}"] = found
        return Measured({"accuracy": accuracy(model, graph)}, {"papers": table})


def cora(device: torch.device) -> Data:
    """Cora as PyG's own loader gives it: with dense words, and masks for the splits."""
    graph = planetoid.load("cora").to(device)
    papers = Data(x=graph.x.to_dense(), edge_index=graph.edges, y=graph.y)
    for name in ("train", "test"):
        papers[f"{name}_mask"] = torch.zeros(len(graph.y), dtype=torch.bool).to(device)
        papers[f"{name}_mask"][getattr(graph, name)] = True
    return papers


def corners(fields: int) -> Tensor:
    """The corners (K, 2) of a regular polygon around 0, the first at the top, then
    clockwise; one for each field.

    Example:
        >>> corners(4).round().abs().tolist()
        [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    """
    angle = 2 * math.pi * torch.arange(fields) / fields
    return torch.stack([angle.sin(), angle.cos()], dim=1)


def places(logits: Tensor) -> Tensor:
    """Places (N, 2) of papers in a picture: every field pulls from its corner with the
    probability that the network gives it.

    Example:
        >>> sure, unsure = [50.0, 0, 0, 0], [0.0, 0, 0, 0]
        >>> places(torch.tensor([sure, unsure])).round().abs().tolist()
        [[0.0, 1.0], [0.0, 0.0]]
    """
    pull = logits.softmax(dim=1)
    return pull @ corners(logits.shape[1]).to(pull)
