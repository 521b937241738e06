"""Random graphs of any size, with groups that a network can learn to tell apart: what a
GCN costs as a graph grows, and what training on parts of it saves."""

import dataclasses
import time
from collections.abc import Iterator
from typing import Any, final

import torch
from torch import Tensor
from torch.nn import functional as F
from torch_geometric.data import Data
from torch_geometric.loader import RandomNodeLoader

from ...errors import InputError
from ...measure.memory import watched
from ...runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    one_of,
    random_seed,
    register,
    whole,
)
from ...runs.randomness import generator
from ...runs.training import fit, updates
from ..network import Network
from ..propagation import Route, normalise, routes
from ..sparse import csr

GROUPS, FEATURES, HIDDEN = 10, 64, 64
SAME = 0.5  # share of edges that stay within a group
NOISE = 8.0  # of a feature, around its group's mean
TRAINED = 0.5  # share of nodes whose group is known
PRODUCTS = ("gathered", "sparse")


@register
@final
@dataclasses.dataclass(frozen=True)
class Communities(Experiment[Network]):
    """Train a GCN of two layers on a random graph, whole or part by part.

    Example:
        >>> Communities(nodes=50, degree=4).graph()
        Data(x=[50, 64], edge_index=[2, 200], y=[50], known=[50])
    """

    nodes: int = whole(10_000, "nodes", GROUPS)
    degree: int = whole(10, "mean number of neighbours, even", 2, most=1000)
    parts: int = whole(1, "parts of random nodes; an update sees one part", most=1000)
    steps: int = whole(3, "epochs: passes over the graph")
    lr: float = adam_rate(0.01)
    seed: int = random_seed(0, "graph, weights and parts")
    product: str = one_of(PRODUCTS, "gathered", "how Â is multiplied with")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.parts > self.nodes:
            raise InputError(
                f"parts must be at most nodes; got {self.parts} and {self.nodes}"
            )

    def graph(self) -> Data:
        """Groups of equal size; edges within a group with probability SAME."""
        source = generator(self.seed, "graph")
        y = torch.arange(self.nodes) % GROUPS
        means = torch.randn(GROUPS, FEATURES, generator=source)
        x = means[y] + NOISE * torch.randn(self.nodes, FEATURES, generator=source)
        i = torch.randint(
            self.nodes, (self.nodes * self.degree // 2,), generator=source
        )
        j = torch.randint(self.nodes, i.shape, generator=source)
        within = torch.rand(i.shape, generator=source) < SAME
        j = torch.where(within, j - y[j] + y[i], j) % self.nodes
        known = torch.rand(self.nodes, generator=source) < TRAINED
        edges = torch.cat([torch.stack([i, j]), torch.stack([j, i])], dim=1)
        return Data(x=x, edge_index=edges, y=y, known=known)

    def model(self) -> Network:
        sizes = (FEATURES, HIDDEN, GROUPS)
        return Network("gcn", sizes, 1, 0.0, False, generator(self.seed, "weights"))

    def kept(self, model: Network) -> int:
        # The features, two whole numbers of 64 bits an edge, and what is sent along it.
        edges = self.nodes * self.degree
        sent = edges * HIDDEN // self.parts if self.product == "gathered" else 0
        return self.nodes * FEATURES + 4 * edges + sent

    def train(self, model: Network, device: torch.device) -> Iterator[Numbers]:
        """Yield each epoch's mean loss (nats), its seconds, and how many bytes its
        tensors held at most, beyond graph and weights."""
        data = self.graph().to(device)
        order = generator(self.seed, "parts")
        loader = RandomNodeLoader(data, self.parts, shuffle=True, generator=order)
        parts = [data] if self.parts == 1 else loader
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)

        def step(part: Any) -> dict[str, Tensor]:  # a Data
            logits = model(part.x, self.ways(part))
            return {"loss": F.cross_entropy(logits[part.known], part.y[part.known])}

        for _ in updates(self.steps, model, optimizer, order):
            begun = time.perf_counter()
            with watched() as memory:
                losses = [row["loss"] for row in fit(model, parts, step, optimizer)]
            yield {
                "loss": sum(losses) / len(losses),
                "seconds": time.perf_counter() - begun,
                "bytes": memory.peak,
            }

    def evaluate(self, model: Network, device: torch.device) -> Measured:
        """Accuracy on the nodes whose group was not known, in the whole graph."""
        data: Any = self.graph().to(device)
        with torch.no_grad():
            right = model(data.x, self.ways(data)).argmax(1) == data.y
        return Measured({"accuracy": right[~data.known].float().mean().item()})

    def ways(self, part: Any) -> list[Route] | list[tuple[Tensor]]:
        """A route for each of the two layers: the edges, along which PyG copies each
        sender's features and then adds; or Â as a matrix in CSR, which copies none."""
        nodes = len(part.x)
        if self.product == "gathered":
            return routes("normalised", part.edge_index, nodes, 2)
        (j, i), weight = normalise(part.edge_index, nodes)
        # Two edges may join the same nodes: their weights add up.
        key, place = (i * nodes + j).unique(return_inverse=True)
        total = weight.new_zeros(len(key)).index_add(0, place, weight)
        return [(csr(key // nodes, key % nodes, total, (nodes, nodes)),)] * 2
