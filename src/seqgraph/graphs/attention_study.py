"""Question 3.3: what a trained GAT attends to, whether it matters, and what one head of
attention cannot do."""

import functools
from typing import Any

import numpy as np
import pandas as pd
import torch

from ..measure.statistics import against_zero, holm, interval, mean_sd
from ..runs.randomness import generator
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, run, sweep, trained
from . import citation_study
from .citation_study import SHOWN
from .exhibits.choosing import LAYERS, TASKS, Choosing
from .exhibits.lookup import Lookup, permutations
from .exhibits.neighbourhood import Neighbourhood

SEEDS = range(3)
CHOSEN = range(5)  # seeds of the graph in which attention must choose

STUDY = Study(
    "3.3",
    "Graph attention",
    runs=[
        *grid(Lookup(), attention=("gat", "gatv2"), seed=SEEDS),
        *grid(Lookup(), heads=(2, 8), seed=SEEDS),
        *grid(Choosing(), layer=tuple(LAYERS), task=TASKS, seed=CHOSEN),
        *grid(Neighbourhood(), seed=SEEDS),
        *(c for graph in SHOWN for c in citation_study.configs("gat", graph, attend=0)),
    ],
    weights=grid(Lookup(), attention=("gat", "gatv2")),
)


@functools.cache
def evenness_by_seed(graph: str, layer: int) -> np.ndarray:
    """Relative entropy of a trained GAT's weights, 1 if all neighbours count the same:
    mean over the papers, by seed."""
    runs = citation_study.records("gat", graph)
    tables = (each.table("attention") for each in runs)
    return np.array([table.entropy[table.layer == layer].item() for table in tables])


def evenness(graph: str, layer: int) -> tuple[float, float]:
    """Mean and sd of :func:`evenness_by_seed`."""
    return mean_sd(evenness_by_seed(graph, layer))


@functools.cache
def moved(graph: str, layer: int) -> np.ndarray:
    """Share of a trained GAT's attention that would have to move to make its weights
    equal (total variation): mean over the papers, by random split."""
    tables = (
        each.table("attention") for each in run(citation_study.on_splits("gat", graph))
    )
    return np.array([t.variation[t.layer == layer].item() for t in tables])


def most_moved() -> float:
    """The largest mean of :func:`moved` over graphs and layers."""
    return max(moved(graph, layer).mean() for graph in SHOWN for layer in (1, 2))


def least_evenness() -> float:
    """The smallest mean of :func:`evenness` over graphs and layers."""
    return min(evenness(graph, layer)[0] for graph in SHOWN for layer in (1, 2))


def departure(even: float, heard: int) -> float:
    """By what share weights depart from equal ones, as a root mean square, if ``heard``
    nodes are weighed with the relative entropy ``even`` near 1: to second order.

    Example:
        >>> round(departure(0.99, heard=4), 3)
        0.167
    """
    return float(np.sqrt(2 * np.log(heard) * (1 - even)))


def rounded_down(share: float) -> float:
    """A share to a tenth of a per cent, for "more than".

    Example:
        >>> rounded_down(0.9989)
        0.998
    """
    return float(np.floor(1000 * share) / 1000)


def weighing(graph: str) -> tuple[float, float]:
    """Points of accuracy that a GAT has above one whose weights stay equal: mean over
    the same twenty seeds, and its standard error."""
    mean, error = citation_study.effect("gat", graph, attend=0)
    return -mean, error


def compared() -> dict[str, list[list[float]]]:
    """Accuracies of each network on both graphs, of the same twenty seeds."""
    networks: dict[str, tuple[str, dict[str, Any]]] = {
        "no edges (each paper by itself)": ("gcn", {"rule": "no-edges"}),
        "GCN": ("gcn", {}),
        "GAT, weights kept equal": ("gat", {"attend": 0}),
        "GAT, attention learnt": ("gat", {}),
    }
    return {
        name: [
            citation_study.accuracies(layer, graph, **changed)[: citation_study.FEW]
            for graph in SHOWN
        ]
        for name, (layer, changed) in networks.items()
    }


@functools.cache
def neighbourhoods() -> list[Record]:
    """The runs that look at one paper of Cora, by seed."""
    return sweep(Neighbourhood(), seed=SEEDS)


@functools.cache
def heard() -> pd.DataFrame:
    """Whom that paper hears: ``paper``, its ``field``, and whether that is the ``own``
    field. First the paper itself, then its own field, then the others."""
    papers = neighbourhoods()[0].table("papers")
    asker = papers.paper == Neighbourhood().paper
    papers["own"] = papers.field == papers.field[asker].item()
    order = papers.assign(neighbour=~asker, foreign=~papers.own).sort_values(
        ["neighbour", "foreign", "field", "paper"]
    )
    return papers.loc[order.index]


@functools.cache
def taken(layer: int) -> np.ndarray:
    """What that paper takes of those whom it hears, in the order of :func:`heard`:
    (heads of all seeds, papers)."""
    rows = pd.concat(each.table("attention") for each in neighbourhoods())
    here = rows[rows.layer == layer]
    return np.stack([here.weight[here.paper == paper] for paper in heard().paper], 1)


def moved_here(layer: int) -> np.ndarray:
    """Share of that paper's attention that would have to move to make it equal, by head
    and seed."""
    weights = taken(layer)
    return np.abs(weights - 1 / weights.shape[1]).sum(1) / 2


def to_own_field(layer: int) -> float:
    """Of what goes to its neighbours, the mean share that its own field gets."""
    neighbours = taken(layer)[:, 1:]
    shares = neighbours / neighbours.sum(1, keepdims=True)
    return shares[:, heard().own[1:].to_numpy()].sum(1).mean()


@functools.cache
def chosen() -> pd.DataFrame:
    """A row for each run in which attention must choose: ``task``, ``layer``, ``seed``,
    ``accuracy`` in per cent, and that of naming the ``commonest`` sign."""
    axes = {"layer": tuple(LAYERS), "task": TASKS, "seed": CHOSEN}
    return pd.DataFrame(
        {
            **{axis: each.config.config[axis] for axis in ("task", "layer", "seed")},
            **{name: 100 * value for name, value in each.metrics.items()},
        }
        for each in sweep(Choosing(), **axes)
    )


def ahead() -> pd.DataFrame:
    """In each task (``task``, ``better``, ``worse``): by how many ``points`` one layer
    is above another, over the same seeds, with the 95 % interval (``low``, ``high``)
    and p of a paired t-test, corrected for their number (``holm``)."""
    by_seed = chosen().pivot(index="seed", columns=["task", "layer"], values="accuracy")
    one, own = TASKS
    rows = {}
    for task, better, worse in (
        (one, "gat", "gcn"),
        (one, "gatv2", "gcn"),
        (own, "gat", "gcn"),
        (own, "gatv2", "gat"),
    ):
        points = (by_seed[task, better] - by_seed[task, worse]).to_numpy()
        rows[task, better, worse] = (*interval(points), against_zero(points))
    found = pd.DataFrame.from_dict(
        rows, "index", columns=["points", "low", "high", "p"]
    )
    found.index = pd.MultiIndex.from_tuples(rows, names=["task", "better", "worse"])
    return found.assign(holm=holm(found.p))


@functools.cache
def looked_up(attention: str, heads: int = 1) -> list[float]:
    """Share of values that a trained network names rightly by their key, by seed."""
    runs = sweep(Lookup(attention=attention, heads=heads), seed=SEEDS)
    return [each.metrics["accuracy"] for each in runs]


@functools.cache
def right_by_asker(attention: str) -> np.ndarray:
    """Share of a thousand fresh examples in which each asker's value is named rightly,
    by the network of one head and seed 0."""
    config = Lookup(attention=attention)
    values = permutations(1000, config.keys, generator(config.seed, "evaluation"))
    with torch.no_grad():
        right = trained(config)(values)[0].argmax(-1) == values
    return right.double().mean(0).numpy()
