"""Question 3.5(a): the same graphs as sequences and as graphs."""

import dataclasses
import random
from collections.abc import Callable, Iterator
from typing import final

import torch
from torch import Tensor
from torch.nn import functional as F

from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    longest_gradient,
    one_of,
    random_seed,
    register,
    whole,
)
from ..runs.randomness import generator
from ..runs.room import outputs
from ..runs.training import fit, updates
from .attention_reader import AttentionReader
from .families import TASKS, Graph
from .readers import BagReader, GraphReader, Reader, SequenceReader

TRAINED_NODES = tuple(range(6, 17, 2))  # nodes of a graph in training
TESTED_NODES = (*TRAINED_NODES, 20, 24, 28, 32)
TESTS = 500  # graphs of each size

# Each reader, with units that give all of them about as many weights.
READERS: dict[str, Callable[[torch.Generator], Reader]] = {
    "dfs": lambda source: SequenceReader("dfs", 64, source),
    "bfs": lambda source: SequenceReader("bfs", 64, source),
    "names": lambda source: SequenceReader("names", 64, source),
    "attention": lambda source: AttentionReader("dfs", 36, source),
    "graph": lambda source: GraphReader(41, source),
    "grown": lambda source: GraphReader(41, source, grows=True),
    "marked": lambda source: GraphReader(41, source, marked=True),
    "grown-marked": lambda source: GraphReader(41, source, grows=True, marked=True),
    "bag": lambda source: BagReader(136, source),
}


@register
@final
@dataclasses.dataclass(frozen=True)
class Representations(Experiment[Reader]):
    """Train a reader on fresh graphs of 6 to 16 nodes, half of them with label 1.

    Example:
        >>> config = Representations(task="cyclic", reader="bag", steps=2, batch=8)
        >>> rows = list(config.train(config.model(), torch.device("cpu")))
        >>> [sorted(row) for row in rows]
        [['accuracy', 'loss'], ['accuracy', 'loss']]
    """

    task: str = one_of(TASKS, "palindrome", "what is asked about a graph")
    reader: str = one_of(READERS, "graph", "how it is read")
    batch: int = whole(64, "graphs per update, drawn afresh each time")
    steps: int = whole(2000, "updates")
    lr: float = adam_rate(3e-3, "; it falls linearly to 0")
    clip: float = longest_gradient(1.0)
    seed: int = random_seed(0, "weights and data")

    def model(self) -> Reader:
        return READERS[self.reader](generator(self.seed, "weights"))

    def kept(self, model: Reader) -> int:
        return self.batch * min(TRAINED_NODES) * outputs(model)

    def train(self, model: Reader, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats) and the accuracy on that update's batch."""
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        rate = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, self.steps)
        source = pythons(generator(self.seed, "data"))
        batches = (
            drawn(self.task, TRAINED_NODES, self.batch, source)
            for _ in updates(self.steps, model, optimizer, rate, source)
        )

        def step(batch: tuple[list[Graph], Tensor]) -> dict[str, Tensor]:
            graphs, labels = batch[0], batch[1].to(device)
            logits = model.logits(graphs, device)
            return {
                "loss": F.cross_entropy(logits, labels),
                "accuracy": (logits.argmax(1) == labels).float().mean(),
            }

        return fit(model, batches, step, optimizer, clip=self.clip, rate=rate)

    def evaluate(self, model: Reader, device: torch.device) -> Measured:
        """The number of weights, and for each size (``sizes``) the accuracy on fresh
        graphs; the same once their nodes are relabelled at random, which makes a
        traversal start elsewhere; and the share of graphs whose answer that changes."""
        source = pythons(generator(self.seed, "evaluation"))
        accuracy, relabelled, changed = [], [], []
        for n in TESTED_NODES:
            graphs, labels = drawn(self.task, (n,), TESTS, source)
            renamed = [with_other_names(graph, source) for graph in graphs]
            named, again = (classify(model, each, device) for each in (graphs, renamed))
            accuracy.append((named == labels).float().mean().item())
            relabelled.append((again == labels).float().mean().item())
            changed.append((named != again).float().mean().item())
        return Measured(
            {"weights": sum(p.numel() for p in model.parameters())},
            {
                "sizes": {
                    "nodes": TESTED_NODES,
                    "accuracy": accuracy,
                    "relabelled": relabelled,
                    "changed": changed,
                }
            },
        )


def pythons(source: torch.Generator) -> random.Random:
    """A stream of Python's own, for what is drawn node by node.

    Example:
        >>> one, other = (pythons(generator(0, "data")) for _ in range(2))
        >>> one.random() == other.random()
        True
    """
    return random.Random(int(torch.randint(2**62, (1,), generator=source)))


def drawn(
    task: str, sizes: tuple[int, ...], count: int, source: random.Random
) -> tuple[list[Graph], Tensor]:
    """Graphs of random sizes among these, and their labels (count,), half of them 1.

    Example:
        >>> from seqgraph.combined.families import has_triangle
        >>> graphs, labels = drawn("triangular", (6, 8), 4, random.Random(0))
        >>> [has_triangle(graph) for graph in graphs], labels.tolist()
        ([False, True, False, True], [0, 1, 0, 1])
    """
    labels = [index % 2 for index in range(count)]
    graphs = [TASKS[task](source.choice(sizes), label, source) for label in labels]
    return graphs, torch.tensor(labels)


def with_other_names(graph: Graph, source: random.Random) -> Graph:
    """The graph with its nodes' names drawn anew.

    Example:
        >>> path = Graph((0, 1, 0), frozenset({(0, 1), (1, 2)}))
        >>> with_other_names(path, random.Random(0)).letters
        (0, 0, 1)
    """
    return graph.relabelled(
        source.sample(range(len(graph.letters)), len(graph.letters))
    )


@torch.no_grad()
def classify(model: Reader, graphs: list[Graph], device: torch.device) -> Tensor:
    """The label (B,) that a reader gives each graph.

    Example:
        >>> graphs, _ = drawn("connected", (6,), 4, random.Random(0))
        >>> classify(Representations().model(), graphs, torch.device("cpu")).shape
        torch.Size([4])
    """
    return model.logits(graphs, device).argmax(1).cpu()
