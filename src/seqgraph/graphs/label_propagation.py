"""A floor for the citation graphs: labels flow along the edges, and no text is read."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor
from torch.nn import functional as F

from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    one_of,
    real,
    register,
    whole,
)
from . import planetoid
from .propagation import without_self_loops


@dataclasses.dataclass
class Beliefs:
    """How much each node is thought to be of each class.

    Example:
        >>> Beliefs(torch.tensor([[0.9, 0.1], [0.2, 0.8]])).share.argmax(1)
        tensor([0, 1])
    """

    share: Tensor
    """(N, K)"""


@register
@final
@dataclasses.dataclass(frozen=True)
class LabelPropagation(Experiment[Beliefs]):
    """Zhou and others' rule: Y ← α S Y + (1 − α) Y₀, Y₀ the training labels and
    S_ij = A_ij/√(D_ii D_jj), where no paper is its own neighbour.

    Example:
        >>> LabelPropagation().model().share.shape
        torch.Size([2708, 7])
    """

    graph: str = one_of(planetoid.CITATION_GRAPHS, "cora", "citation graph")
    alpha: float = real(0.9, "share of a step that comes from the neighbours")
    steps: int = whole(100, "updates")

    def model(self) -> Beliefs:
        size = planetoid.CITATION_GRAPHS[self.graph]
        return Beliefs(torch.zeros(size.nodes, size.classes))

    @property
    def data(self) -> tuple[str, ...]:
        return planetoid.files(self.graph)

    def train(self, model: Beliefs, device: torch.device) -> Iterator[Numbers]:
        """Yield how far an update moves the beliefs."""
        graph = planetoid.load(self.graph).to(device)
        nodes, classes = model.share.shape
        (j, i), weight = without_self_loops(graph.edges, nodes)
        given = torch.zeros(nodes, classes, device=device)
        given[graph.train] = F.one_hot(graph.y[graph.train], classes).to(given.dtype)
        for _ in range(self.steps):
            before = model.share.to(device)
            messages = weight[:, None] * before[j]
            arrived = torch.zeros_like(given).index_add(0, i, messages)
            model.share = self.alpha * arrived + (1 - self.alpha) * given
            yield {"loss": (model.share - before).norm().item()}

    def evaluate(self, model: Beliefs, device: torch.device) -> Measured:
        """Test accuracy, and that of always naming the test nodes' most frequent
        class."""
        graph = planetoid.load(self.graph).to(device)
        right = (model.share.to(device).argmax(1) == graph.y).float()
        most = graph.y[graph.test].bincount().max().item() / len(graph.test)
        return Measured(
            {"accuracy": right[graph.test].mean().item(), "most_frequent": most}
        )
