"""Figures of question 3.3 on the citation graphs."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from ...page.palette import PALE, SERIES, ink_on
from ...page.plots import NEUTRAL, WIDTH, floor
from ..citation_study import (
    PUBLISHED,
    SHOWN,
    TITLES,
    accuracies,
    from_edges,
    swapped,
)
from ..looks import LOOKS
from .swap import corners

PANELS = {
    "before training": ("gcn", "before"),
    "MLP, trained": ("mlp", "after"),
    "GCN, trained": ("gcn", "after"),
}


def placed(number: Sequence[int]) -> Figure:
    """Where two networks place the test papers of Cora; each field has a ``number``,
    which is also that of its colour."""
    figure = Figure(figsize=(WIDTH, 3.1))
    ring = corners(len(number)).tolist()
    for axes, (title, (network, time)) in zip(
        figure.subplots(1, 3), PANELS.items(), strict=True
    ):
        record = swapped(network)
        papers = record.table("papers")
        colours = [SERIES[number[field]] for field in papers.field]
        at = papers[f"{time}_x"], papers[f"{time}_y"]
        axes.fill(*zip(*ring, strict=True), facecolor="none", edgecolor=PALE)
        axes.scatter(*at, s=9, c=colours, linewidth=0)
        for kind, (x, y) in zip(number, ring, strict=True):
            colour = SERIES[kind]
            axes.annotate(
                str(kind + 1),
                (1.15 * x, 1.15 * y),
                ha="center",
                va="center",
                fontsize=9,
                color=ink_on(colour),
                bbox={
                    "boxstyle": "circle,pad=0.25",
                    "facecolor": colour,
                    "linewidth": 0,
                },
            )
        if time == "after":
            title += f": {record.metrics['accuracy']:.0%} right"
        axes.set_title(title, fontsize=10)
        axes.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4), aspect="equal")
        axes.axis("off")
    return figure


def clouds() -> Figure:
    """Test accuracy of every seed of each network, beside the published means."""
    figure = Figure(figsize=(WIDTH, 3.6))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, graph in zip(panels, SHOWN, strict=True):
        seen = {
            "mlp": accuracies("gcn", graph, rule="no-edges"),
            "gcn": accuracies("gcn", graph),
            "gat": accuracies("gat", graph),
        }
        for place, (model, values) in enumerate(seen.items()):
            shift = 0.5 * np.random.default_rng(0).uniform(-0.5, 0.5, len(values))
            colour = LOOKS[model].colour
            axes.plot(place + shift, values, "o", color=colour, markersize=3, alpha=0.5)
            ends = place - 0.3, place + 0.3
            axes.hlines(np.mean(values), *ends, color="black", linewidth=2)
            if (model, graph) in PUBLISHED:
                published = PUBLISHED[model, graph].mean
                axes.plot(place + 0.4, published, "D", color="black", markersize=4)
        floor(axes, from_edges(graph), "label propagation", at=0.35)
        axes.set(title=TITLES[graph], xlim=(-0.5, 2.6), ylim=(45, 87))
        axes.set_xticks(range(3), ["MLP", "GCN", "GAT"])
    panels[0].set_ylabel("test accuracy (%)")
    return figure


def rows(seen: Mapping[str, Sequence[float]]) -> Figure:
    """A row of test accuracies for each name, with their mean; the first row's mean
    goes through all."""
    figure = Figure(figsize=(WIDTH, 2.6))
    axes = figure.subplots()
    for row, values in enumerate(seen.values()):
        at = [-row] * len(values)
        axes.plot(values, at, "o", color=LOOKS["gcn"].colour, markersize=4, alpha=0.6)
        ends = -row - 0.3, -row + 0.3
        axes.vlines(np.mean(values), *ends, color="black", linewidth=2)
    first = float(np.mean(next(iter(seen.values()))))
    axes.axvline(first, color=NEUTRAL, linestyle="--", linewidth=1)
    axes.set_yticks([-row for row in range(len(seen))], list(seen))
    axes.set_xlabel("test accuracy (%)")
    return figure
