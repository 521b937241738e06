"""Question 3.1: what a GCN layer costs as a graph grows, what training on parts saves,
and how deep the layer may be stacked."""

import functools

import numpy as np
import pandas as pd

from ..runs.study import Study
from ..runs.sweeps import grid, grids, sweep
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
APART = (2, 8, 32)  # depths at which the causes are told apart
CONTROLS = {
    "gcn": Deep(),
    "no-edges": Deep(edges=0),
    "sgc": Deep(network="sgc", lr=0.2, decay=1e-5),
    "appnp": Deep(network="appnp"),
    "gcnii": Deep(network="gcnii"),
    "identity": Deep(start="identity"),
}
CONTROLLED = {"cora": range(5), "citeseer": range(3)}  # seeds


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
        *grids({parts: equal_updates(parts) for parts in FEW_PARTS}, seed=DRAWN),
        *grid(GCN, depth=DEPTHS, residual=(0, 1), steps=(1, GCN.steps), seed=SEEDS),
        *(
            run
            for graph, seeds in CONTROLLED.items()
            for base in CONTROLS.values()
            for run in grid(base, graph=graph, seed=seeds, depth=APART)
        ),
    ],
)


@functools.cache
def costs() -> pd.DataFrame:
    """A row for each size: ``nodes``, the most ``bytes`` that an epoch's tensors held
    at once, and the ``seconds`` of the fastest epoch."""
    return pd.DataFrame(
        {
            "nodes": nodes,
            "bytes": max(record.curves["bytes"]),
            "seconds": min(record.curves["seconds"]),
        }
        for nodes, record in zip(SIZES, sweep(Communities(), nodes=SIZES), strict=True)
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
