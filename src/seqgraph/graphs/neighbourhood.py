"""Question 3.3: what a trained GAT attends to around one paper of Cora."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch

from ..errors import InputError
from ..runs.experiment import Experiment, Measured, Numbers, register, whole
from . import planetoid
from .experiment import GAT
from .gat_weights import attention
from .network import Network
from .propagation import routes


@register
@final
@dataclasses.dataclass(frozen=True)
class Neighbourhood(Experiment[Network]):
    """Train the GAT of ``experiment.GAT``, then look at one paper."""

    paper: int = whole(2309, "the paper that is looked at", least=0)
    steps: int = whole(GAT.steps, "the most epochs")
    seed: int = whole(0, "random seed of weights and dropout", least=0)

    def __post_init__(self) -> None:
        super().__post_init__()
        papers = planetoid.GRAPHS["cora"].nodes
        if self.paper >= papers:
            raise InputError(f"paper must be below {papers}; got {self.paper}")

    @property
    def gat(self) -> Experiment[Network]:
        return dataclasses.replace(GAT, steps=self.steps, seed=self.seed)

    @property
    def data(self) -> tuple[str, ...]:
        return self.gat.data

    def model(self) -> Network:
        return self.gat.model()

    def train(self, model: Network, device: torch.device) -> Iterator[Numbers]:
        for row in self.gat.train(model, device):
            yield {name: row[name] for name in row if name == "loss"}

    def evaluate(self, model: Network, device: torch.device) -> Measured:
        """The class of the paper and of its neighbours (``class 12``), and what it
        takes from each of them and from itself (``layer 1 head 3 from 12``)."""
        graph = planetoid.load("cora").to(device)
        ways = routes("normalised", graph.edges, len(graph.x), len(model.layers))
        j, i = ways[0][0]
        here = i == self.paper
        papers = j[here].tolist()
        numbers = {f"class {paper}": int(graph.y[paper]) for paper in papers}
        for layer, a in enumerate(attention(model, graph.x, ways), 1):
            for paper, heads in zip(papers, a[here].tolist(), strict=True):
                for head, weight in enumerate(heads, 1):
                    numbers[f"layer {layer} head {head} from {paper}"] = weight
        return Measured(numbers)
