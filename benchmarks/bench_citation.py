"""A training epoch on Cora against PyG's documented examples, at equal accuracy.

The rivals are written as PyG's examples for GCN and GAT are: dense features, dropout on
all of them, self-loops and weights left to the layer (GCN caches them), and after each
update one evaluation. Ours train the same layers at the same settings.
"""

import dataclasses
import statistics

import torch
from torch import nn
from torch.nn import functional as F
from torch_geometric.nn import GATConv, GCNConv

from seqgraph.errors import MissingData
from seqgraph.graphs import planetoid
from seqgraph.graphs.experiment import GAT, GCN, Citations
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave

EPOCHS, BLOCK = 200, 10  # BLOCK epochs are timed at a time
SETTINGS = {"GCN": GCN, "GAT": GAT}


class Documented(nn.Module):
    """Two layers with dropout before each, as the examples have them."""

    def __init__(self, config: Citations, words: int, classes: int):
        super().__init__()
        self.p, hidden, heads = config.dropout, config.hidden, config.heads
        if config.layer == "gcn":
            self.one = GCNConv(words, hidden, cached=True)
            self.two = GCNConv(hidden, classes, cached=True)
            self.between = F.relu
        else:
            self.one = GATConv(words, hidden, heads, dropout=self.p)
            self.two = GATConv(
                hidden * heads, classes, heads=1, concat=False, dropout=self.p
            )
            self.between = F.elu

    def forward(self, x: torch.Tensor, edges: torch.Tensor) -> torch.Tensor:
        x = F.dropout(x, self.p, self.training)
        x = self.between(self.one(x, edges))
        return self.two(F.dropout(x, self.p, self.training), edges)


def documented(config: Citations):
    """Train as the examples do, yielding the test accuracy of each epoch."""
    torch.manual_seed(config.seed)
    graph = planetoid.load(config.graph)
    x, size = graph.x.to_dense(), planetoid.CITATION_GRAPHS[config.graph]
    model = Documented(config, size.words, size.classes)
    rest = config.decay if config.decayed == "all" else 0.0
    optimizer = torch.optim.Adam(
        [
            {"params": model.one.parameters(), "weight_decay": config.decay},
            {"params": model.two.parameters(), "weight_decay": rest},
        ],
        lr=config.lr,
    )
    while True:
        model.train()
        optimizer.zero_grad()
        logits = model(x, graph.edges)
        F.cross_entropy(logits[graph.train], graph.y[graph.train]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            right = model(x, graph.edges).argmax(1) == graph.y
        yield right[graph.test].float().mean().item()


def ours(config: Citations):
    """Train as the book does, yielding the test accuracy of each epoch."""
    for numbers in config.train(config.model(), torch.device("cpu")):
        yield numbers["accuracy"]


def bench(report: Report, name: str) -> None:
    config = dataclasses.replace(SETTINGS[name], patience=0, steps=EPOCHS + BLOCK)
    loops = {"PyG's example": documented(config), "sparse features": ours(config)}
    accuracy = {}

    def advance(variant: str) -> None:
        for _ in range(BLOCK):
            accuracy[variant] = next(loops[variant])

    seconds = interleave(
        {variant: lambda v=variant: advance(v) for variant in loops},
        rounds=EPOCHS // BLOCK,
    )
    what = f"{BLOCK} {name} epochs on Cora"
    report.claim(what, seconds, "PyG's example", "sparse features")
    for variant, last in accuracy.items():
        epoch = statistics.median(seconds[variant]) / BLOCK
        print(
            f"  {variant}: {1000 * epoch:.0f} ms, test accuracy {last:.1%} "
            f"after {EPOCHS + BLOCK} epochs, one seed"
        )


if __name__ == "__main__":
    torch.set_num_threads(1)
    report = Report("citation")
    for name in SETTINGS:
        try:
            bench(report, name)
        except MissingData as absent:
            print(f"{name}: {absent}")
    report.save()
