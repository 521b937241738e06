"""Page 3.3b: GCN and GAT on citation graphs, beside what their papers say.

Accuracies are test accuracies in per cent, one for each seed.
"""

import dataclasses
import functools
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from ..measure.statistics import interval, mean_se
from ..page.notebook import plus_minus
from ..runs.experiment import Experiment, Numbers
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, run, sweep
from .exhibits.swap import NETWORKS as SWAPPED
from .exhibits.swap import Swap
from .experiment import GAT, GCN
from .label_propagation import LabelPropagation
from .planetoid import CITATION_GRAPHS

SHOWN = ("cora", "citeseer")
NETWORKS = {"gcn": GCN, "gat": GAT}
TITLES = {"cora": "Cora", "citeseer": "CiteSeer", "gcn": "GCN", "gat": "GAT"}
# Cora's, by number: the raw files have numbers alone. No two fields have equally many
# papers, so their sizes say which is which.
FIELDS = (
    "Theory",
    "Reinforcement learning",
    "Genetic algorithms",
    "Neural networks",
    "Probabilistic methods",
    "Case-based",
    "Rule learning",
)
PAPERS = 100  # runs behind a published mean
SEEDS = {"gcn": PAPERS, "gat": PAPERS}
FEW = 20  # seeds of a variant
SPLITS = {"gcn": range(1, 11), "gat": range(1, 3)}  # random ones, with a seed each


class Published(NamedTuple):
    """A mean of ``PAPERS`` runs, in per cent."""

    mean: float
    sd: float
    """Of a single run; also how far ours may be from the mean."""


PUBLISHED = {
    ("gcn", "cora"): Published(81.5, 0.5),
    ("gcn", "citeseer"): Published(70.3, 0.5),
    ("gat", "cora"): Published(83.0, 0.7),
    ("gat", "citeseer"): Published(72.5, 0.7),
}
TRAPS = {
    "no self-loops": "no-self-loops",
    "normalised twice": "normalised-twice",
    "weights lost in layer 2": "weights-lost",
}
"""Mistakes that raise no error, and the rule that makes each of them."""


def configs(layer: str, graph: str, **changed: Any) -> list[Experiment[Any]]:
    """The runs of a network on a graph: all seeds as its paper has it, the first twenty
    where a setting is changed.

    Example:
        >>> len(configs("gat", "cora")), len(configs("gat", "cora", projected=1))
        (100, 20)
    """
    seeds = range(FEW if changed else SEEDS[layer])
    return [*grid(NETWORKS[layer], graph=graph, seed=seeds, **changed)]


def on_splits(layer: str, graph: str, **changed: Any) -> list[Experiment[Any]]:
    """One run on each random split.

    Example:
        >>> [(each.split, each.seed) for each in on_splits("gcn", "cora")][:2]
        [(1, 1), (2, 2)]
    """
    base = dataclasses.replace(NETWORKS[layer], graph=graph, **changed)
    return [dataclasses.replace(base, split=k, seed=k) for k in SPLITS[layer]]


STUDY = Study(
    "3.3b",
    "GCN and GAT on citation graphs",
    runs=[
        *(config for key in PUBLISHED for config in configs(*key)),
        *configs("gcn", "citeseer", rule="second-loops"),
        *(config for graph in SHOWN for config in configs("gat", graph, projected=1)),
        *grid(LabelPropagation(), graph=SHOWN),
        *grid(Swap(), network=tuple(SWAPPED)),
        *(c for graph in SHOWN for c in configs("gcn", graph, rule="no-edges")),
        *(c for rule in TRAPS.values() for c in configs("gcn", "cora", rule=rule)),
        *(c for layer in NETWORKS for g in SHOWN for c in on_splits(layer, g)),
    ],
)


@functools.cache
def records(layer: str, graph: str, **changed: Any) -> list[Record]:
    """The recorded runs of :func:`configs`, by seed."""
    return run(configs(layer, graph, **changed))


def accuracies(
    layer: str, graph: str, metric: str = "accuracy", **changed: Any
) -> list[float]:
    """Accuracy of every seed at the epoch that counts; ``metric`` names another epoch's
    (see ``Citations.summarise``)."""
    return [100 * each.metrics[metric] for each in records(layer, graph, **changed)]


def accuracy(layer: str, graph: str, **changed: Any) -> float:
    """Mean accuracy over the seeds."""
    return float(np.mean(accuracies(layer, graph, **changed)))


def effect(layer: str, graph: str, **changed: Any) -> tuple[float, float]:
    """Points of accuracy that a change adds: mean over the same seeds with and without
    it, and standard error."""
    after = accuracies(layer, graph, **changed)
    before = accuracies(layer, graph)[: len(after)]
    return mean_se([new - old for new, old in zip(after, before, strict=True)])


def by_split(layer: str, graph: str) -> np.ndarray:
    """Accuracy on each random split."""
    return np.array([100 * r.metrics["accuracy"] for r in run(on_splits(layer, graph))])


def split_gap(layer: str, graph: str) -> tuple[float, float, float]:
    """Points by which the mean over random splits is above that on the fixed one, and
    its 95 % interval over splits."""
    return interval(by_split(layer, graph) - accuracy(layer, graph))


def ahead(graph: str) -> tuple[float, float, float]:
    """Points by which the GAT's mean over the seeds is above the GCN's, and the 95 %
    interval (Welch)."""
    gat, gcn = accuracies("gat", graph), accuracies("gcn", graph)
    ends = stats.ttest_ind(gat, gcn, equal_var=False).confidence_interval()
    return float(np.mean(gat) - np.mean(gcn)), float(ends.low), float(ends.high)


def floors(graph: str) -> Numbers:
    """Test accuracy, as a share, of label propagation (``accuracy``: where no label
    arrives, it names the first class) and of the most frequent class
    (``most_frequent``), and what else the edges alone say: see
    ``LabelPropagation.evaluate``."""
    [record] = sweep(LabelPropagation(graph=graph))
    return record.metrics


def from_edges(graph: str) -> float:
    """Accuracy of label propagation on the test papers, in per cent, where it guesses
    among all fields for a paper that no label reaches.

    Example:
        >>> from_edges("cora") > 100 * floors("cora")["accuracy"]
        True
    """
    found = floors(graph)
    by_luck = (1 - found["reached"]) / CITATION_GRAPHS[graph].classes
    return 100 * (found["reached"] * found["accuracy_reached"] + by_luck)


def compared() -> list[tuple[str, ...]]:
    """Rows of a table: what is compared, what it reads, and its accuracy on each graph,
    where it varies with its spread over the seeds.

    Example:
        >>> compared()[1]
        ('label propagation', 'edges', '71.9', '51.9')
    """
    mlp = (plus_minus(accuracies("gcn", g, rule="no-edges"), ".1f") for g in SHOWN)
    rows = [("perceptron (MLP)", "words", *mlp)]
    rows.append(
        ("label propagation", "edges", *(f"{from_edges(g):.1f}" for g in SHOWN))
    )
    for layer in NETWORKS:
        ours = (plus_minus(accuracies(layer, graph), ".1f") for graph in SHOWN)
        rows.append((f"**{TITLES[layer]}**", "both", *ours))
        theirs = (PUBLISHED[layer, graph] for graph in SHOWN)
        spread = " ± {:.1f}" if layer == "gat" else ""  # the GCN's paper has none
        said = (f"{mean:.1f}" + spread.format(sd) for mean, sd in theirs)
        rows.append((f"{TITLES[layer]}, in its paper", "both", *said))
    equal = (plus_minus(accuracies("gat", g, attend=0), ".1f") for g in SHOWN)
    rows.append(("GAT, attention weights kept equal", "both", *equal))
    return rows


def surroundings() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Around one test paper of Cora: the edges, ``source`` and ``target``; and each
    ``paper`` with its ``field``, by number and by ``name``, the one in the middle
    first.

    Example:
        >>> edges, papers = surroundings()
        >>> set(edges.source) | set(edges.target) == set(papers.paper)
        True
    """
    [record] = sweep(LabelPropagation(graph="cora"))
    papers = record.table("papers")
    names = papers.field.map(dict(enumerate(FIELDS)))
    return record.table("edges"), papers.assign(name=names)


def votes() -> pd.DataFrame:
    """Of each neighbour of the paper in the middle: the ``name`` of its field, its
    number of ``edges``, and its ``vote``, one over the root of both papers' edges; the
    middle's own field first, then by edges.

    Example:
        >>> len(votes())
        6
    """
    edges, papers = surroundings()
    pairs = [*zip(edges.source, edges.target, strict=True)]
    degree = Counter(paper for pair in pairs for paper in pair)
    middle = papers.paper[0]
    field = dict(zip(papers.paper, papers.name, strict=True))
    near = [a if b == middle else b for a, b in pairs if middle in (a, b)]
    near.sort(key=lambda paper: (field[paper] != field[middle], degree[paper]))
    rows = [
        (field[paper], degree[paper], (degree[middle] * degree[paper]) ** -0.5)
        for paper in near
    ]
    return pd.DataFrame(rows, columns=["name", "edges", "vote"])


def swapped(network: str) -> Record:
    """The run of ``Swap`` with that network.

    Example:
        >>> swapped("gcn").metrics["accuracy"] > swapped("mlp").metrics["accuracy"]
        True
    """
    [record] = sweep(Swap(network=network))
    return record


def named(pairs: Iterable[tuple[str, str]]) -> str:
    """Networks and graphs in words: ``GCN on Cora, GCN on CiteSeer and GAT on
    Cora``.

    Example:
        >>> named([("gcn", "cora"), ("gat", "cora")])
        'GCN on Cora and GAT on Cora'
    """
    *most, last = [f"{TITLES[layer]} on {TITLES[graph]}" for layer, graph in pairs]
    return f"{', '.join(most)} and {last}" if most else last
