"""Question 3.1: what many layers do, and which part of it is the averaging's.

Four networks see K edges far. Those without weights between their averages (SGC), with
a way back to where they began (APPNP, GCNII), without edges, or with another start,
tell apart what Â does and what the stack of weights does.

Shapes: N nodes, D features, K classes, H units; features x are (N, D), sparse (CSR).
"""

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ...errors import InputError
from ...runs.experiment import (
    Curves,
    Experiment,
    Measured,
    Numbers,
    one_of,
    random_seed,
    real,
    register,
    whole,
)
from ...runs.randomness import generator, seeded_by
from ...runs.training import fit, updates
from .. import planetoid
from ..likeness import angle
from ..propagation import normalise
from ..sparse import csr, drop, symmetric

NETWORKS = ("gcn", "sgc", "appnp", "gcnii")
STARTS = ("glorot", "identity")
RETURN = 0.1  # α: how much of the beginning APPNP and GCNII mix in each time
FADING = 0.5  # λ: GCNII's layer l has a matrix near the identity, off by about λ/l
OUTER = 5e-4  # L2 penalty of GCNII's first and last matrix

Average = Callable[[Tensor], Tensor]  # h ↦ Â h


class Stack(nn.Module):
    """A network whose output sees ``depth`` edges far: (N, D) to (N, K).

    Example:
        >>> model = Stack("sgc", (5, 16, 3), 4, 0.0, torch.Generator())
        >>> [tuple(W.shape) for W in model.weights]
        [(5, 3)]
        >>> model(torch.randn(2, 5), lambda h: h).shape
        torch.Size([2, 3])
    """

    def __init__(
        self,
        network: str,
        sizes: tuple[int, int, int],
        depth: int,
        dropout: float,
        source: torch.Generator,
        *,
        residual: bool = False,
        start: str = "glorot",
    ):
        """``sizes`` are D, H and K. With ``residual`` a GCN's hidden layers add their
        input; with the start ``identity`` they begin with W = I."""
        super().__init__()
        D, H, K = sizes
        shapes = {
            "gcn": [*[(D, H), *[(H, H)] * (depth - 2)][: depth - 1], (H, K)],
            "sgc": [(D, K)],
            "appnp": [(D, H), (H, K)],
            "gcnii": [(D, H), *[(H, H)] * depth, (H, K)],
        }[network]
        if network == "gcn" and depth == 1:
            shapes = [(D, K)]
        self.weights = nn.ParameterList(torch.empty(shape) for shape in shapes)
        for place, W in enumerate(self.weights):
            nn.init.xavier_uniform_(W, generator=source)
            if start == "identity" and 0 < place < len(shapes) - 1:
                nn.init.eye_(W)
        self.network, self.depth = network, depth
        self.dropout, self.residual = dropout, residual

    def forward(self, x: Tensor, average: Average) -> Tensor:
        """Logits (N, K)."""
        return getattr(self, f"_{self.network}")(x, average)

    def _drop(self, h: Tensor) -> Tensor:
        return drop(h, self.dropout, self.training)

    def _gcn(self, x: Tensor, average: Average) -> Tensor:
        """h ← σ(Â h W), the last one without σ  # (44)"""
        h, last = x, len(self.weights) - 1
        for place, W in enumerate(self.weights):
            new = average(self._drop(h) @ W)
            new = new.relu() if place < last else new
            h = h + new if self.residual and 0 < place < last else new
        return h

    def _sgc(self, x: Tensor, average: Average) -> Tensor:
        """Â…Â x W: a GCN without σ, whose matrices are one."""
        h = self._drop(x) @ self.weights[0]
        for _ in range(self.depth):
            h = average(h)
        return h

    def _appnp(self, x: Tensor, average: Average) -> Tensor:
        """h ← (1 − α) Â h + α h₀, where h₀ is a perceptron's output."""
        first, second = self.weights
        begun = h = self._drop((self._drop(x) @ first).relu()) @ second
        for _ in range(self.depth):
            h = (1 - RETURN) * average(h) + RETURN * begun
        return h

    def _gcnii(self, x: Tensor, average: Average) -> Tensor:
        """h ← σ(s ((1 − β) I + β W)), s = (1 − α) Â h + α h₀, β = ln(λ/l + 1)."""
        first, *hidden, last = self.weights
        begun = h = (self._drop(x) @ first).relu()
        for layer, W in enumerate(hidden, 1):
            beta = math.log(FADING / layer + 1)
            s = (1 - RETURN) * average(self._drop(h)) + RETURN * begun
            h = ((1 - beta) * s + beta * (s @ W)).relu()
        return self._drop(h) @ last


@register
@final
@dataclasses.dataclass(frozen=True)
class Deep(Experiment[Stack]):
    """Train a network that sees ``depth`` edges far on a citation graph; the defaults
    are the GCN paper's, and the last epoch counts.

    Example:
        >>> print(Deep(network="sgc", depth=32))
        Deep(network='sgc', depth=32)
    """

    graph: str = one_of(planetoid.CITATION_GRAPHS, "cora", "citation graph")
    network: str = one_of(NETWORKS, "gcn", "kind of network")
    edges: int = whole(1, "0: every paper hears itself alone", 0)
    residual: int = whole(0, "1: a GCN's hidden layers add their input", 0)
    start: str = one_of(STARTS, "glorot", "how a GCN's hidden matrices begin")
    depth: int = whole(2, "times that neighbours are averaged", most=1000)
    hidden: int = whole(16, "units of a hidden layer")
    dropout: float = real(0.5, "share of features dropped")
    lr: float = real(0.01, "Adam's learning rate")
    decay: float = real(5e-4, "L2 penalty's factor: first layer; GCNII: hidden ones")
    steps: int = whole(200, "epochs, of one update each")
    seed: int = random_seed(0, "weights and dropout")

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("residual", "start"):
            if name in self.changed and self.network != "gcn":
                raise InputError(
                    f"{name}={self.config[name]} is for network='gcn'; "
                    f"got {self.network!r}"
                )

    def model(self) -> Stack:
        size = planetoid.CITATION_GRAPHS[self.graph]
        return Stack(
            self.network,
            (size.words, self.hidden, size.classes),
            self.depth,
            self.dropout,
            generator(self.seed, "weights"),
            residual=bool(self.residual),
            start=self.start,
        )

    @property
    def data(self) -> tuple[str, ...]:
        return planetoid.files(self.graph)

    def kept(self, model: Stack) -> int:
        return planetoid.CITATION_GRAPHS[self.graph].nodes * self.hidden * self.depth

    def train(self, model: Stack, device: torch.device) -> Iterator[Numbers]:
        """Yield each epoch's loss (nats); after the first, the ``angle`` of the logits
        that its update leaves (``likeness``)."""
        graph, average = self.task(device)
        first, *others = model.weights
        groups = [{"params": [first], "weight_decay": self.decay}, {"params": others}]
        if self.network == "gcnii":
            *hidden, last = others
            groups = [
                {"params": [first, last], "weight_decay": OUTER},
                {"params": hidden, "weight_decay": self.decay},
            ]
        optimizer = torch.optim.Adam(groups, lr=self.lr)
        noise = generator(self.seed, "dropout")

        def step(_: int) -> dict[str, Tensor]:
            model.train()
            with seeded_by(noise):
                logits = model(graph.x, average)
            return {"loss": F.cross_entropy(logits[graph.train], graph.y[graph.train])}

        once: Numbers = {}
        epochs = updates(self.steps, model, optimizer, noise, once)
        for numbers in fit(model, epochs, step, optimizer):
            if not once:
                with torch.no_grad():
                    once["begun"] = angle(model.eval()(graph.x, average))
            yield numbers | once

    def summarise(self, curves: Curves) -> Numbers:
        """Training loss, mean of the last ten epochs, and the ``angle`` after one."""
        ten = curves["loss"][-10:]
        return {"training_loss": sum(ten) / len(ten), "angle_begun": curves["begun"][0]}

    def recorded(self, curves: Curves) -> Curves:
        """The losses."""
        return {"loss": curves["loss"]}

    def evaluate(self, model: Stack, device: torch.device) -> Measured:
        """Test accuracy, and how far the directions of the logits lie apart
        (``angle``)."""
        graph, average = self.task(device)
        with torch.no_grad():
            logits = model.eval()(graph.x, average)
        right = (logits.argmax(1) == graph.y)[graph.test].float().mean().item()
        return Measured({"accuracy": right, "angle": angle(logits)})

    def task(self, device: torch.device) -> tuple[planetoid.CitationGraph, Average]:
        """The graph, and the product with its Â, or with I."""
        graph = planetoid.load(self.graph).to(device)
        nodes, edges = len(graph.x), graph.edges if self.edges else graph.edges[:, :0]
        (j, i), weight = normalise(edges, nodes)
        A = csr(i, j, weight.to(graph.x.dtype), (nodes, nodes))
        return graph, functools.partial(symmetric, A)
