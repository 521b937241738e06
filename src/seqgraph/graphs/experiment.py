"""Question 3.3 and the citation graphs: a graph network learns the field of each paper
from twenty labels a class."""

import copy
import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor
from torch.nn import functional as F

from ..runs.experiment import (
    Columns,
    Curves,
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    flag,
    one_of,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.replay import UPDATES
from ..runs.room import outputs
from ..runs.training import fit, updates
from . import planetoid, propagation, stopping
from .gat_weights import attention, relative_entropy, total_variation
from .likeness import angle, spread
from .network import LAYERS, Network

WINDOW = 10  # epochs of GCN's stopping rule
CURVES = 10  # the first ten seeds keep their curves
DECAYED = ("first", "all")
OF_GAT = ("layer", ("gat",))


@register
@final
@dataclasses.dataclass(frozen=True)
class Citations(Experiment[Network]):
    """Train a network on a citation graph; the defaults are the GCN paper's.

    Example:
        >>> print(Citations(layer="gat", heads=8), Citations().data[0])
        Citations(layer='gat', heads=8) planetoid/ind.cora.allx
    """

    graph: str = one_of(planetoid.CITATION_GRAPHS, "cora", "citation graph")
    layer: str = one_of(LAYERS, "gcn", "kind of layer")
    rule: str = one_of(propagation.RULES, "normalised", "weights of the edges")
    depth: int = whole(2, "layers", most=1000)
    hidden: int = whole(16, "units of a hidden layer, or of each of its heads")
    heads: int = whole(1, "attention heads of a hidden layer", most=1000, only=OF_GAT)
    attend: bool = flag(True, "0: GAT's attention weights stay equal", only=OF_GAT)
    residual: bool = flag(False, "1: hidden layers add their input to their output")
    dropout: float = real(0.5, "share of features (GAT: and weights) dropped", below=1)
    projected: bool = flag(
        False, "1: GAT drops entries of the projected features too", only=OF_GAT
    )
    lr: float = adam_rate(0.01)
    decay: float = real(5e-4, "L2 penalty's factor")
    decayed: str = one_of(DECAYED, "first", "layers with an L2 penalty")
    patience: int = whole(0, "epochs without a better validation; 0: all epochs", 0)
    steps: int = whole(200, "the most epochs, of one update each")
    seed: int = random_seed(0, "weights and dropout")
    split: int = whole(0, "0: the fixed split; else the number of a random one", 0)

    def model(self) -> Network:
        size = planetoid.CITATION_GRAPHS[self.graph]
        return Network(
            self.layer,
            [size.words, *[self.hidden] * (self.depth - 1), size.classes],
            self.heads,
            self.dropout,
            self.residual,
            generator(self.seed, "weights"),
            attend=self.attend,
            projected=self.projected,
        )

    @property
    def data(self) -> tuple[str, ...]:
        return planetoid.files(self.graph)

    def kept(self, model: Network) -> int:
        return planetoid.CITATION_GRAPHS[self.graph].nodes * outputs(model)

    def train(self, model: Network, device: torch.device) -> Iterator[Numbers]:
        """Yield each epoch's loss (nats), and the scores of the model it leaves."""
        graph, routes = self.task(device)
        decays = [self.decay] + [self.decay if self.decayed == "all" else 0.0] * (
            self.depth - 1
        )
        optimizer = torch.optim.Adam(
            [
                {"params": layer.parameters(), "weight_decay": decay}
                for layer, decay in zip(model.layers, decays, strict=True)
            ],
            lr=self.lr,
        )
        noise = generator(self.seed, "dropout")

        def step(_: int) -> dict[str, Tensor]:
            model.train()
            with seeded_by(noise):
                logits = model(graph.x, routes)
            return {"loss": F.cross_entropy(logits[graph.train], graph.y[graph.train])}

        patience, best = stopping.Patience(self.patience), dict(model.state_dict())
        epochs = updates(self.steps, model, optimizer, noise, patience, best)
        for numbers in fit(model, epochs, step, optimizer):
            with torch.no_grad():
                numbers |= scores(model.eval()(graph.x, routes), graph)
            if patience.look(
                numbers["validation_loss"], numbers["validation_accuracy"]
            ):
                best.update(copy.deepcopy(model.state_dict()))
            yield numbers
            if patience.over:
                break
        if self.patience:
            model.load_state_dict(best)

    def summarise(self, curves: Curves) -> Numbers:
        """Test accuracy at other epochs of the run than the one kept: the last, the
        one of the best validation accuracy, and where GCN's window stops; the number of
        epochs."""
        test = curves["accuracy"]
        return {
            "last": test[-1],
            "best_validation": test[stopping.best(curves["validation_accuracy"])],
            "window": test[stopping.window_stop(curves["validation_loss"], WINDOW)],
            "epochs": len(test),
        }

    def recorded(self, curves: Curves) -> Curves:
        """All curves of the first ten seeds; of later ones the losses that a replay
        compares."""
        return curves if self.seed < CURVES else {"loss": curves["loss"][:UPDATES]}

    def evaluate(self, model: Network, device: torch.device) -> Measured:
        """Test accuracy of the model that the paper's rule keeps; how far the nodes'
        logits lie apart (``spread``), and their directions (``angle``).

        Table ``attention``, of a GAT: for each ``layer``, the mean relative
        ``entropy`` of its weights, and their mean total ``variation`` from equal ones.
        """
        graph, routes = self.task(device)
        with torch.no_grad():
            logits = model.eval()(graph.x, routes)
        tables: dict[str, Columns] = {}
        if self.layer == "gat":
            weights = attention(model, graph.x, routes)
            tables["attention"] = {
                "layer": list(range(1, self.depth + 1)),
                **{
                    name: [
                        measure(a, edges, len(graph.x)).mean().item()
                        for a, (edges, _) in zip(weights, routes, strict=True)
                    ]
                    for name, measure in (
                        ("entropy", relative_entropy),
                        ("variation", total_variation),
                    )
                },
            }
        accuracy = scores(logits, graph)["accuracy"]
        return Measured(
            {"accuracy": accuracy, "spread": spread(logits), "angle": angle(logits)},
            tables,
        )

    def task(
        self, device: torch.device
    ) -> tuple[planetoid.CitationGraph, list[propagation.Route]]:
        """The graph, and a route for each layer."""
        graph = planetoid.load(self.graph).to(device)
        if self.split:
            graph = graph.split_anew(generator(self.split, "split"))
        nodes = len(graph.x)
        return graph, propagation.routes(self.rule, graph.edges, nodes, self.depth)


def scores(logits: Tensor, graph: planetoid.CitationGraph) -> Numbers:
    """Loss (nats) and accuracy on the validation nodes, accuracy on the test nodes, of
    logits (N, K).

    Example:
        >>> y, half = torch.tensor([0, 1]), torch.arange(1)
        >>> graph = planetoid.CitationGraph(y, y, y, half, half, half + 1)
        >>> scores(torch.tensor([[0.0, 0.0], [0.0, 1.0]]), graph)["accuracy"]
        1.0
    """
    right = (logits.argmax(1) == graph.y).float()
    return {
        "validation_loss": F.cross_entropy(
            logits[graph.validation], graph.y[graph.validation]
        ).item(),
        "validation_accuracy": right[graph.validation].mean().item(),
        "accuracy": right[graph.test].mean().item(),
    }


GCN = Citations()  # as Kipf and Welling set it
GAT = Citations(  # as Veličković and others set it
    layer="gat",
    hidden=8,
    heads=8,
    dropout=0.6,
    lr=0.005,
    decayed="all",
    patience=100,
    steps=10_000,  # never reached
)
