"""A floor for the citation graphs: labels flow along the edges, and no text is read."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor
from torch.nn import functional as F

from ..measure import meaning
from ..runs.experiment import (
    Columns,
    Experiment,
    Measured,
    Numbers,
    one_of,
    real,
    register,
    whole,
)
from ..runs.training import updates
from . import planetoid
from .homophily import around, reached, typical, within_field
from .propagation import Weighted, without_self_loops


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
    alpha: float = real(0.9, "share of a step that comes from the neighbours", below=1)
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
        way = without_self_loops(graph.edges, nodes)
        given = torch.zeros(nodes, classes, device=device)
        given[graph.train] = F.one_hot(graph.y[graph.train], classes).to(given.dtype)
        for _ in updates(self.steps, model):
            before = model.share.to(device)
            model.share = propagated(before, given, way, self.alpha)
            yield {"loss": (model.share - before).norm().item()}

    def evaluate(self, model: Beliefs, device: torch.device) -> Measured:
        """Test accuracy, and that of always naming the test nodes' most frequent class;
        the share of test papers that a path joins with a training paper (``reached``),
        and the accuracy on these; the graph's ``homophily``, and its share by
        ``chance`` (``homophily.within_field``). Papers without a label count nowhere.

        Tables, where a part of the graph can be drawn: ``edges`` around one test paper
        (``homophily.around``), and the ``field`` of each ``paper`` there, the one in
        the middle first.
        """
        graph = planetoid.load(self.graph).to(device)
        right = (model.share.to(device).argmax(1) == graph.y).float()
        most = graph.y[graph.test].bincount().max().item() / len(graph.test)
        edges = graph.edges[:, graph.known[graph.edges].all(0)]
        reach = reached(graph.edges, len(graph.y), graph.train)[graph.test]
        homophily, chance = within_field(edges, graph.y)
        return Measured(
            {
                "accuracy": right[graph.test].mean().item(),
                "most_frequent": most,
                "reached": reach.float().mean().item(),
                "accuracy_reached": right[graph.test[reach]].mean().item(),
                "homophily": homophily,
                "chance": chance,
            },
            _surroundings(edges, graph),
        )


def propagated(share: Tensor, given: Tensor, way: Weighted, alpha: float) -> Tensor:
    """One update of Zhou and others' rule, Y ← α S Y + (1 − α) Y₀.

    Args:
        share: Y, how much each node is thought to be of each class (N, K).
        given: Y₀, one where a node's class is known, (N, K).
        way: the edges (2, E) and S's entry for each.
        alpha: α, the share that comes from the neighbours.

    Example:
        >>> share = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
        >>> way = without_self_loops(torch.tensor([[0, 1], [1, 0]]), nodes=2)
        >>> propagated(share, share, way, alpha=0.5)
        tensor([[0.5000, 0.0000],
                [0.5000, 0.0000]])
    """
    (j, i), weight = meaning.whole(way[0], "edges"), way[1]
    share, given, weight = meaning.real(share, given, weight)
    messages = weight[:, None] * share[j]
    arrived = torch.zeros_like(given).index_add(0, i, messages)
    return alpha * arrived + (1 - alpha) * given


def _surroundings(edges: Tensor, graph: planetoid.CitationGraph) -> dict[str, Columns]:
    paper = typical(edges, graph.y, graph.test.tolist())
    if paper is None:
        return {}
    i, j = part = around(edges, paper)
    others = [other for other in part.unique().tolist() if other != paper]
    papers = [paper, *others]
    return {
        "edges": {"source": i.tolist(), "target": j.tolist()},
        "papers": {"paper": papers, "field": graph.y[papers].tolist()},
    }
