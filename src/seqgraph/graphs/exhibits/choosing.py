"""A graph in which attention must choose: whom to listen to is written on the nodes,
and with equal weights what the right one says is lost among the others.

Every node has a colour and shows a sign, both at random, and hears one node of each
colour. In one task its class is the sign of the neighbour of colour 0, the same for
everyone; in the other that of the neighbour of its *own* colour. Graph and features are
the same.
"""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.nn import GATConv, GATv2Conv, GCNConv

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
from ...runs.training import fit, updates

LAYERS = {"gcn": GCNConv, "gat": GATConv, "gatv2": GATv2Conv}
TASKS = ("one colour", "own colour")
COLOURS = 8
SIGNS = 8


@dataclasses.dataclass(frozen=True)
class Village:
    """N nodes, each of which hears COLOURS others.

    Example:
        >>> village = Choosing(nodes=80).village()
        >>> village.x.shape, village.edges.shape
        (torch.Size([80, 16]), torch.Size([2, 640]))
    """

    x: Tensor
    """Colour and sign, each as ones and zeros: (N, COLOURS + SIGNS)."""
    edges: Tensor
    """Sender and receiver: (2, COLOURS · N)."""
    heard: Tensor
    """The signs of the nodes that a node hears, by colour: (N, COLOURS)."""
    y: Tensor
    """The class: the sign of the right one, (N,)."""
    known: Tensor
    """Whether the class is known in training, (N,)."""


class OneLayer(nn.Module):
    """One graph layer with one head, a rectifier and a linear map.

    Example:
        >>> village = Choosing(nodes=80).village()
        >>> OneLayer("gat", 32, torch.Generator())(village.x, village.edges).shape
        torch.Size([80, 8])
    """

    def __init__(self, layer: str, hidden: int, source: torch.Generator):
        super().__init__()
        with seeded_by(source):
            self.layer = LAYERS[layer](COLOURS + SIGNS, hidden, add_self_loops=False)
            self.out = nn.Linear(hidden, SIGNS)

    def forward(self, x: Tensor, edges: Tensor) -> Tensor:
        """Logits (N, SIGNS)."""
        return self.out(self.layer(x, edges).relu())


@register
@final
@dataclasses.dataclass(frozen=True)
class Choosing(Experiment[OneLayer]):
    """Train one layer on the known half of the nodes.

    Example:
        >>> print(Choosing(layer="gat", task="own colour"))
        Choosing(layer='gat', task='own colour')
    """

    layer: str = one_of(LAYERS, "gcn", "kind of layer")
    task: str = one_of(TASKS, "one colour", "whose sign is the class")
    nodes: int = whole(1000, "nodes, of which half are known", COLOURS)
    hidden: int = whole(32, "units")
    steps: int = whole(300, "epochs, of one update each; Adam, rate 0.01")
    seed: int = random_seed(0, "graph and weights")

    def village(self) -> Village:
        """The graph, the same for both tasks."""
        source = generator(self.seed, "graph")
        colour = torch.arange(self.nodes) % COLOURS
        sign = torch.randint(SIGNS, (self.nodes,), generator=source)
        each = self.nodes // COLOURS  # nodes of a colour, at least
        rank = torch.randint(each, (self.nodes, COLOURS), generator=source)
        sender = rank * COLOURS + torch.arange(COLOURS)  # column c has colour c
        receiver = torch.arange(self.nodes)[:, None].expand_as(sender)
        heard = sign[sender]
        right = torch.zeros_like(colour) if self.task == "one colour" else colour
        x = torch.cat([F.one_hot(colour, COLOURS), F.one_hot(sign, SIGNS)], dim=1)
        return Village(
            x.to(torch.get_default_dtype()),
            torch.stack([sender.flatten(), receiver.flatten()]),
            heard,
            heard.gather(1, right[:, None])[:, 0],
            torch.rand(self.nodes, generator=source) < 0.5,
        )

    def model(self) -> OneLayer:
        return OneLayer(self.layer, self.hidden, generator(self.seed, "weights"))

    def kept(self, model: OneLayer) -> int:
        return self.nodes * COLOURS * self.hidden  # what is sent along the edges

    def train(self, model: OneLayer, device: torch.device) -> Iterator[Numbers]:
        """Yield each epoch's loss (nats)."""
        village = self.village()
        x, edges, y, known = (
            part.to(device)
            for part in (village.x, village.edges, village.y, village.known)
        )

        def step(_: int) -> dict[str, Tensor]:
            return {"loss": F.cross_entropy(model(x, edges)[known], y[known])}

        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        epochs = updates(self.steps, model, optimizer)
        return fit(model, epochs, step, optimizer)

    def evaluate(self, model: OneLayer, device: torch.device) -> Measured:
        """Accuracy on the nodes whose class was not known, and that of naming for each
        the sign that it hears most often (``commonest``), ties broken by luck."""
        village = self.village()
        with torch.no_grad():
            logits = model(village.x.to(device), village.edges.to(device)).cpu()
        right = (logits.argmax(1) == village.y)[~village.known]
        often = F.one_hot(village.heard, SIGNS).sum(1)
        best = often == often.max(1, keepdim=True).values
        luck = best.gather(1, village.y[:, None])[:, 0] / best.sum(1)
        return Measured(
            {
                "accuracy": right.float().mean().item(),
                "commonest": luck[~village.known].mean().item(),
            }
        )
