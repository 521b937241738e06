"""Question 3.3: what a trained GAT attends to around one paper of Cora."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch

from ...errors import InputError
from ...runs.experiment import (
    Curves,
    Experiment,
    Measured,
    Numbers,
    random_seed,
    register,
    whole,
)
from .. import planetoid
from ..experiment import GAT
from ..gat_weights import attention
from ..network import Network
from ..propagation import routes


@register
@final
@dataclasses.dataclass(frozen=True)
class Neighbourhood(Experiment[Network]):
    """Train the GAT of ``experiment.GAT``, then look at one paper.

    Example:
        >>> Neighbourhood(seed=1).gat == dataclasses.replace(GAT, seed=1)
        True
    """

    paper: int = whole(2309, "the paper that is looked at", least=0)
    steps: int = whole(GAT.steps, "the most epochs")
    seed: int = random_seed(0, "weights and dropout")

    def __post_init__(self) -> None:
        super().__post_init__()
        papers = planetoid.CITATION_GRAPHS["cora"].nodes
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
        return self.gat.train(model, device)

    def recorded(self, curves: Curves) -> Curves:
        """The loss alone: ``Citations`` keeps the rest of the same runs."""
        return {"loss": curves["loss"]}

    def evaluate(self, model: Network, device: torch.device) -> Measured:
        """What the paper takes from its neighbours and from itself.

        Table ``papers``: each ``paper`` it hears, itself included, and its ``field``.
        Table ``attention``: the ``weight`` of each ``paper`` in each ``head`` of each
        ``layer``.
        """
        graph = planetoid.load("cora").to(device)
        ways = routes("normalised", graph.edges, len(graph.x), len(model.layers))
        j, i = ways[0][0]
        here = i == self.paper
        papers = j[here].tolist()
        rows = [
            (layer, head, paper, weight)
            for layer, a in enumerate(attention(model.eval(), graph.x, ways), 1)
            for paper, heads in zip(papers, a[here].tolist(), strict=True)
            for head, weight in enumerate(heads, 1)
        ]
        columns = zip(*rows, strict=True)
        names = ("layer", "head", "paper", "weight")
        return Measured(
            {},
            {
                "papers": {"paper": papers, "field": graph.y[papers].tolist()},
                "attention": dict(zip(names, map(list, columns), strict=True)),
            },
        )
