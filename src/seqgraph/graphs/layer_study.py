"""Question 3.1: what a GCN layer costs as a graph grows, what training on parts saves,
and how deep the layer may be stacked."""

import functools
from typing import Any

import numpy as np
import pandas as pd

from ..measure.statistics import against_zero, holm, interval
from ..runs.experiment import Experiment
from ..runs.study import Study
from ..runs.sweeps import grid, run, sweep
from .exhibits.communities import Communities
from .exhibits.deep import Deep
from .experiment import GCN

SIZES = (10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000)  # nodes
PARTS = (1, 2, 4, 8, 16)
DEPTHS = (1, 2, 4, 8, 16, 32)
SEEDS = range(3)
DEALT = Communities(nodes=20_000, steps=20)  # into parts
UPDATES = 80  # as many for each number of parts
FEW_PARTS = (1, 2, 4, 8)
DRAWN = range(10)  # seeds of the comparison at equal updates
CONTROLS = {
    "gcn": Deep(),
    "no-edges": Deep(edges=0),
    "sgc": Deep(network="sgc", lr=0.2, decay=1e-5),  # a rate as in its paper
    "appnp": Deep(network="appnp"),
    "gcnii": Deep(network="gcnii"),
    "identity": Deep(start="identity"),
}
CONTROLLED = {"cora": range(3), "citeseer": range(3)}  # seeds


def depths(name: str, graph: str) -> tuple[int, ...]:
    """At which depths a network of ``CONTROLS`` was trained; the other start on Cora
    alone, and not with two layers, which have no hidden matrix.

    Example:
        >>> depths("identity", "cora"), depths("gcn", "citeseer")
        ((8, 32), (2, 32))
    """
    if name == "identity":
        return (8, 32) if graph == "cora" else ()
    return (2, 8, 32) if graph == "cora" else (2, 32)


def controls(name: str, graph: str) -> list[Experiment[Any]]:
    """The runs of a network of ``CONTROLS``, by depth and seed.

    Example:
        >>> print(controls("sgc", "cora")[0])
        Deep(network='sgc', lr=0.2, decay=1e-05)
    """
    axes = {"depth": depths(name, graph), "seed": CONTROLLED[graph]}
    return [*grid(CONTROLS[name], graph=graph, **axes)]


def equal_updates(parts: int) -> Communities:
    """Training on parts until each network has had as many updates: the more parts, the
    fewer passes over the graph."""
    return Communities(nodes=4000, parts=parts, steps=UPDATES // parts)


STUDY = Study(
    "3.1",
    "The GCN layer: its cost, and its depth",
    runs=[
        *grid(Communities(), nodes=SIZES),
        *grid(Communities(product="sparse"), nodes=SIZES),
        *grid(DEALT, parts=PARTS, seed=SEEDS),
        *(c for n in FEW_PARTS for c in grid(equal_updates(n), seed=DRAWN)),
        *grid(GCN, depth=DEPTHS, residual=(0, 1), steps=(1, GCN.steps), seed=SEEDS),
        *(
            c
            for graph in CONTROLLED
            for name in CONTROLS
            for c in controls(name, graph)
        ),
    ],
)


@functools.cache
def costs(product: str = "gathered") -> pd.DataFrame:
    """A row for each size: ``nodes``, the most ``bytes`` that an epoch's tensors held
    at once, and the ``seconds`` of the fastest epoch; Â is multiplied with by
    ``product``."""
    records = sweep(Communities(product=product), nodes=SIZES)
    return pd.DataFrame(
        {
            "nodes": nodes,
            "bytes": max(record.curves["bytes"]),
            "seconds": min(record.curves["seconds"]),
        }
        for nodes, record in zip(SIZES, records, strict=True)
    )


def memory_power() -> float:
    """The power p of the fit bytes ∝ nodesᵖ to :func:`costs`."""
    table = costs()
    return np.polyfit(np.log(table.nodes), np.log(table.bytes), 1)[0]


@functools.cache
def dealt() -> pd.DataFrame:
    """A row for each run that trains on parts: ``parts``, ``seed``, ``accuracy``, and
    the most ``bytes`` that an epoch's tensors held at once."""
    return pd.DataFrame(
        {
            "parts": record.config.config["parts"],
            "seed": record.config.config["seed"],
            "accuracy": record.metrics["accuracy"],
            "bytes": max(record.curves["bytes"]),
        }
        for record in sweep(DEALT, parts=PARTS, seed=SEEDS)
    )


@functools.cache
def stacked() -> pd.DataFrame:
    """A row for each deep network: ``depth``, ``residual``, ``seed``; test
    ``accuracy``, training ``loss`` (nats, mean of the last ten epochs), ``angle`` and
    ``spread`` of the logits (see ``likeness``), and the ``angle_begun`` that the same
    network has after a single update."""
    axes = {"depth": DEPTHS, "residual": (0, 1), "seed": SEEDS}
    begun, ended = (sweep(GCN, steps=[steps], **axes) for steps in (1, GCN.steps))
    return pd.DataFrame(
        {
            **{name: record.config.config[name] for name in axes},
            **{name: record.metrics[name] for name in ("accuracy", "angle", "spread")},
            "loss": np.mean(record.curves["loss"][-10:]),
            "angle_begun": early.metrics["angle"],
        }
        for early, record in zip(begun, ended, strict=True)
    )


@functools.cache
def told_apart() -> pd.DataFrame:
    """A row for each run of ``CONTROLS``: ``graph``, ``name``, ``depth``, ``seed``;
    test ``accuracy`` in per cent, ``angle`` of the logits, and the ``angle_begun``
    after a single update."""
    return pd.DataFrame(
        {
            "graph": graph,
            "name": name,
            **{axis: record.config.config[axis] for axis in ("depth", "seed")},
            "accuracy": 100 * record.metrics["accuracy"],
            **{each: record.metrics[each] for each in ("angle", "angle_begun")},
        }
        for graph in CONTROLLED
        for name in CONTROLS
        for record in run(controls(name, graph))
    )


def lost(name: str, graph: str) -> np.ndarray:
    """Points of accuracy that a network loses from two layers to 32, by seed."""
    found = told_apart().query("graph == @graph and name == @name")
    by_seed = found.pivot(index="seed", columns="depth", values="accuracy")
    return (by_seed[2] - by_seed[32]).to_numpy()


def falls() -> pd.DataFrame:
    """Whether each fall of :func:`lost` differs from zero: ``graph``, ``name``, and p
    of a paired t-test, corrected for their number (``holm``)."""
    rows = [
        (graph, name, against_zero(lost(name, graph)))
        for graph in CONTROLLED
        for name in CONTROLS
        if 2 in depths(name, graph)
    ]
    found = pd.DataFrame(rows, columns=["graph", "name", "p"])
    return found.assign(holm=holm(found.p))


@functools.cache
def on_parts() -> pd.DataFrame:
    """A row for each run at equal updates: ``parts``, ``seed``, ``accuracy`` in per
    cent."""
    configs: list[Experiment[Any]] = [
        config for n in FEW_PARTS for config in grid(equal_updates(n), seed=DRAWN)
    ]
    return pd.DataFrame(
        {
            **{axis: record.config.config[axis] for axis in ("parts", "seed")},
            "accuracy": 100 * record.metrics["accuracy"],
        }
        for record in run(configs)
    )


def gained_by_parts(parts: int) -> np.ndarray:
    """Points that training on parts gains against the whole, at equal updates, by
    seed."""
    by_seed = on_parts().pivot(index="seed", columns="parts", values="accuracy")
    return (by_seed[parts] - by_seed[1]).to_numpy()


def compared_parts() -> list[tuple[str, ...]]:
    """Rows of a table: parts, epochs, accuracy, points lost with their interval, and p
    (paired t-tests, corrected for their number)."""
    accuracy = on_parts().groupby("parts").accuracy.mean()
    lost = {n: -gained_by_parts(n) for n in FEW_PARTS[1:]}
    chances = holm([against_zero(each) for each in lost.values()])
    rows = [("1", f"{UPDATES}", f"{accuracy[1]:.1f}", "", "")]
    for (n, points), chance in zip(lost.items(), chances, strict=True):
        mean, low, high = interval(points)
        said = f"{mean:.1f} ({low:.1f} to {high:.1f})".replace("-", "−")
        epochs = f"{UPDATES // n}"
        rows.append((f"{n}", epochs, f"{accuracy[n]:.1f}", said, f"{chance:.1g}"))
    return rows
