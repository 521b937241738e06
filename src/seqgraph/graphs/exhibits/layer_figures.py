"""Figures of question 3.1: what repeating the layer does."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import torch
from matplotlib import colormaps
from matplotlib.figure import Figure
from torch import Tensor

from ...page.palette import SERIES
from ...page.plots import NEUTRAL, WIDTH, floor
from ..citation_study import TITLES
from ..looks import LOOKS
from .example import NODES

COLOUR = LOOKS["gcn"].colour
CONTROLS = {  # of layer_study: label, colour, style
    "gcn": ("GCN", COLOUR, "-"),
    "no-edges": ("GCN without edges", LOOKS["mlp"].colour, ":"),
    "identity": ("GCN, W begins as I", SERIES[3], "-."),
    "sgc": ("SGC: averages only", "black", "--"),
    "appnp": ("APPNP", SERIES[0], "-"),
    "gcnii": ("GCNII", SERIES[2], "--"),
}


def spectra(matrices: Mapping[str, Tensor], start: Tensor) -> Figure:
    """Eigenvalues of two symmetric matrices, labelled by their first letter, and the
    length of ``start`` when it is multiplied by them again and again."""
    figure = Figure(figsize=(WIDTH, 2.8))
    dots, lines = figure.subplots(1, 2)
    colours = (COLOUR, NEUTRAL)
    for row, ((label, M), colour) in enumerate(
        zip(matrices.items(), colours, strict=True)
    ):
        values = torch.linalg.eigvalsh(M)
        dots.axhline(row, color=NEUTRAL, linewidth=0.5)
        dots.plot(values, [row] * len(values), "o", color=colour, alpha=0.8)
        lengths = [(torch.linalg.matrix_power(M, k) @ start).norm() for k in range(21)]
        lines.plot(lengths, "-o", color=colour, markersize=3, label=label)
    for edge in (-1, 1):
        dots.axvline(edge, color=NEUTRAL, linestyle=":", linewidth=1.2)
    dots.set(xlabel="eigenvalue", ylim=(-0.6, 1.6))
    dots.set_yticks((0, 1), [label[0] for label in matrices], fontsize=13)
    lines.set(yscale="log", xlabel="multiplications", ylabel="length")
    lines.set_xticks(range(0, 21, 4))
    lines.legend()
    return figure


def spreading(A_hat: Tensor, start: Tensor, limit: Tensor) -> Figure:
    """Values at the six nodes after 0 to 20 updates with Â alone, and their limits."""
    spread = torch.stack(
        [torch.linalg.matrix_power(A_hat, k) @ start for k in range(21)]
    )
    figure = Figure(figsize=(WIDTH, 3.2))
    axes = figure.subplots()
    colours = colormaps["viridis"](np.linspace(0, 0.85, 5))
    for colour, label in zip(colours, ("C", "D", "BF", "A", "E"), strict=True):
        values = spread[:, NODES.index(label[0])]
        name = " and ".join(label)
        axes.plot(values, "-o", color=colour, markersize=3, label=name)
    for pair, shift in (("AD", 15), ("BF", 0), ("CE", -15)):  # equal degrees
        height = limit[NODES.index(pair[0])].item()
        axes.axhline(height, color=NEUTRAL, linestyle=":", linewidth=1)
        axes.annotate(
            f"limit of {' and '.join(pair)}",
            (21, height),
            xytext=(12, shift),
            textcoords="offset points",
            va="center",
            fontsize=9,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": NEUTRAL, "linewidth": 0.7},
        )
    axes.set(xlabel="updates", ylabel="value at the node", xlim=(-1, 21))
    axes.set_ylim(0, None)
    axes.set_xticks(range(0, 21, 4))
    axes.legend()
    return figure


def depths(stacked: pd.DataFrame, frequent: float, guess: float) -> Figure:
    """What ``layer_study.stacked`` finds, with two floors: the accuracy of always
    naming the most frequent class, and the loss of guessing."""
    titles = {
        "accuracy": "test accuracy",
        "loss": "training loss (nats)",
        "angle": "cosine distance",
    }
    figure = Figure(figsize=(WIDTH, 3.0))
    panels = figure.subplots(1, 3)
    for residual, style in ((0, "-o"), (1, "--s")):
        colour = SERIES[0] if residual else COLOUR
        runs = stacked.loc[stacked.residual == residual]
        means: pd.DataFrame = runs.groupby("depth").mean()
        by_seed: pd.DataFrame = runs.pivot(index="depth", columns="seed")
        dots = {"color": colour, "markersize": 3, "alpha": 0.6}
        for axes, column in zip(panels, titles, strict=True):
            axes.plot(means.index, by_seed[column], style[-1], **dots)
            name = "residual" if residual else "plain"
            axes.plot(means[column], style[:-1], color=colour, label=name)
        crosses = {"color": colour, "markersize": 4, "alpha": 0.5}
        panels[2].plot(means.index, by_seed["angle_begun"], "x", **crosses)
    ticks = stacked.depth.unique()
    for axes, label in zip(panels, titles.values(), strict=True):
        axes.set(xscale="log", xlabel="layers", title=label, ylim=(0, None))
        axes.set_xticks(ticks, ticks)
        axes.minorticks_off()
    floor(panels[0], frequent, "most frequent", at=1)
    floor(panels[1], guess, "all alike", at=1)
    panels[1].set_ylim(0, 1.15 * guess)
    panels[0].legend(loc="lower left")
    return figure


def controls(told: pd.DataFrame, frequent: Mapping[str, float]) -> Figure:
    """What ``layer_study.told_apart`` finds, a panel for each graph, with the accuracy
    of always naming the most ``frequent`` class."""
    graphs = list(frequent)
    figure = Figure(figsize=(WIDTH, 3.3))
    panels = figure.subplots(1, len(graphs), sharey=True)
    for axes, graph in zip(panels, graphs, strict=True):
        for name, (label, colour, style) in CONTROLS.items():
            rows = told[(told.graph == graph) & (told.name == name)]
            if name == "identity":  # two layers have no hidden matrix to begin as I
                two = (told.graph == graph) & (told.name == "gcn") & (told.depth == 2)
                rows = pd.concat([told[two], rows]) if len(rows) else rows
            dots = {"color": colour, "markersize": 3, "alpha": 0.5}
            axes.plot(rows.depth, rows.accuracy, "o", **dots)
            means = rows.groupby("depth").accuracy.mean()
            axes.plot(means, style, color=colour, label=label)
        ticks = told.depth[told.graph == graph].unique()
        axes.set(xscale="log", xlabel="layers", title=TITLES[graph], ylim=(0, 90))
        axes.set_xticks(ticks, ticks)
        axes.minorticks_off()
        floor(axes, frequent[graph], "most frequent", at=2)
    panels[0].set_ylabel("test accuracy (%)")
    entries = panels[0].get_legend_handles_labels()
    figure.legend(*entries, loc="outside lower center", ncols=3)
    return figure
