"""Figures that only Part 3 draws."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from ...page.plots import NEUTRAL, WIDTH
from ..looks import LOOKS
from .example import EDGES, NODES, PLACES

DARK, LIGHT = "#1f3a5f", "#e8eaed"


def six_nodes(axes: Axes, filled: str, bold: Sequence[str] = ()) -> None:
    """Draw the example graph: nodes in ``filled`` dark, edges in ``bold`` thick.

    Example:
        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> six_nodes(axes, filled="CE", bold=["CD"])
        >>> [text.get_text() for text in axes.texts]
        ['A', 'B', 'C', 'D', 'E', 'F']
    """
    for i, j in EDGES:
        thick = i + j in bold or j + i in bold
        axes.plot(
            *zip(PLACES[i], PLACES[j], strict=True),
            color=DARK if thick else NEUTRAL,
            linewidth=3 if thick else 1.2,
            zorder=1,
        )
    for node in NODES:
        inside = node in filled
        axes.annotate(
            node,
            PLACES[node],
            ha="center",
            va="center",
            fontsize=11,
            color="white" if inside else "black",
            bbox={
                "boxstyle": "circle,pad=0.35",
                "facecolor": DARK if inside else LIGHT,
                "edgecolor": NEUTRAL,
                "linewidth": 0.8,
            },
        )
    axes.set(xlim=(-0.45, 4.45), ylim=(-0.1, 2.1), aspect="equal")
    axes.axis("off")


def weights(panels: Mapping[str, Tensor]) -> Figure:
    """How much each of the six nodes takes from each other one, (6, 6): white where
    that is nothing."""
    figure = Figure(figsize=(WIDTH, 2.7))
    drawn = figure.subplots(1, len(panels))
    for axes, (title, values) in zip(drawn, panels.items(), strict=True):
        shown = values.masked_fill(values == 0, torch.nan)
        axes.imshow(shown, cmap="Blues", vmin=0, vmax=1)
        for row, column in values.nonzero().tolist():
            value = values[row, column].item()
            axes.annotate(
                f"{value:.2f}".lstrip("0"),
                (column, row),
                ha="center",
                va="center",
                color="white" if value > 0.6 else "black",
                fontsize=7,
            )
        axes.set(title=title, xlabel="sender j")
        axes.set_xticks(range(6), NODES)
        axes.set_yticks(range(6), NODES)
    drawn[0].set_ylabel("receiver i")
    return figure


def taken(heard: pd.DataFrame, layers: Sequence[np.ndarray]) -> Figure:
    """What a paper takes of those whom it hears (see ``attention_study``), a panel for
    each layer."""
    labels = ["itself", *(f"field {field}" for field in heard.field[1:])]
    figure = Figure(figsize=(WIDTH, 3.4))
    panels = figure.subplots(1, len(layers), sharey=True)
    for layer, (axes, shares) in enumerate(zip(panels, layers, strict=True), 1):
        shift = np.linspace(-0.25, 0.25, len(shares))
        for place, own in enumerate(heard.own):
            colour = LOOKS["gat"].colour if own else "#949494"
            axes.plot(place + shift, shares[:, place], "o", color=colour, markersize=3)
        axes.axhline(1 / len(heard), color=NEUTRAL, linestyle=":", linewidth=1.2)
        axes.set_xticks(range(len(heard)), labels, rotation=90, fontsize=9)
        axes.set(title=f"layer {layer}", ylim=(0, None))
    panels[0].set_ylabel("attention weight")
    return figure


def looked_up(attention: Mapping[str, Tensor]) -> Figure:
    """Attention of K askers for K holders, (K, K), a panel for each network."""
    figure = Figure(figsize=(WIDTH, 3.2))
    panels = figure.subplots(1, len(attention))
    for axes, (title, shown) in zip(panels, attention.items(), strict=True):
        image = axes.imshow(shown, cmap="Purples", vmin=0)
        figure.colorbar(image, ax=axes, shrink=0.8, label="attention weight")
        axes.set(title=title, xlabel="holder of key", ylabel="asker for key")
        keys = range(1, len(shown) + 1)
        axes.set_xticks(range(len(shown)), keys)
        axes.set_yticks(range(len(shown)), keys)
    return figure


def chosen(found: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Accuracy of each layer in the two tasks of ``attention_study.chosen``, a panel
    for each task, with that of naming the commonest sign."""
    figure = Figure(figsize=(WIDTH, 2.0))
    panels = figure.subplots(1, len(titles), sharey=True)
    rows = {"gcn": "GCN", "gat": "GAT", "gatv2": "GATv2"}
    for axes, (task, title) in zip(panels, titles.items(), strict=True):
        here = found[found.task == task]
        for row, layer in enumerate(rows):
            values = here.accuracy[here.layer == layer]
            colour = LOOKS["gcn" if layer == "gcn" else "gat"].colour
            axes.plot(values, [-row] * len(values), "o", color=colour, alpha=0.5)
            axes.vlines(values.mean(), -row - 0.3, -row + 0.3, "black", linewidth=2)
        axes.axvline(here.commonest.mean(), color=NEUTRAL, linestyle=":")
        axes.set(title=title, xlabel="accuracy (%)", xlim=(0, 104), ylim=(-2.6, 0.6))
        axes.set_yticks([-row for row in range(len(rows))], list(rows.values()))
    return figure
