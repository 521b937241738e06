"""Figures of page 1.4c: every seed is a line."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..measure.statistics import block_means
from ..page.plots import NEUTRAL, WIDTH, Look
from ..runs.records import Record
from . import grid_study

# The shortest, the middle and the longest of a task.
LENGTHS = (
    Look("shortest", "#56b4e9", ":"),
    Look("middle", "#0173b2", "--"),
    Look("longest", "#d55e00", "-"),
)
STARTS = {"kaiming": "#0173b2", "orthogonal": "#d55e00", "identity": "#029e73"}
SEEDS = ("-", "--", "-.")
BLOCK = 10  # updates that a point averages


def every_cell(
    runs: Mapping[tuple[str, str, int], Sequence[Record]],
    floors: Mapping[tuple[str, int], float],
) -> Figure:
    """A row for each network, a column for each task, a line for each run, all of it.

    Args:
        runs: by network, task and length.
        floors: what takes no memory, by task and length.
    """
    networks, tasks = grid_study.NETWORKS, grid_study.TASKS
    longest = max(len(run.curves["loss"]) for some in runs.values() for run in some)
    figure, panels = plt.subplots(
        len(networks),
        len(tasks),
        figsize=(WIDTH, 5.6),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for row, network in zip(panels, networks, strict=True):
        for axes, (task, (_, lengths)) in zip(row, tasks.items(), strict=True):
            for length, look in zip(lengths, LENGTHS, strict=True):
                for run in runs.get((network, task, length), ()):
                    floor = floors[task, length]
                    at, accuracy = block_means(run.curves["accuracy"], BLOCK)
                    axes.plot(
                        at,
                        (accuracy - floor) / (1 - floor),
                        color=look.colour,
                        linestyle=look.line,
                        linewidth=1.2,
                    )
            if not axes.lines:
                axes.annotate(
                    "not trained",
                    (0.5, 0.4),
                    xycoords="axes fraction",
                    ha="center",
                    color=NEUTRAL,
                    fontsize=9,
                )
            axes.axhline(0, color=NEUTRAL, linestyle=":", linewidth=0.8)
            axes.set(ylim=(-0.2, 1.1), yticks=(0, 1))
            axes.set(xscale="log", xlim=(BLOCK / 2, longest))
        row[0].set_ylabel(
            grid_study.NAMES[network], rotation=0, ha="right", va="center"
        )
    for axes, (task, (_, lengths)) in zip(panels[0], tasks.items(), strict=True):
        axes.set_title(grid_study.TITLES[task], pad=20)
        axes.legend(
            [Line2D([], [], color=each.colour, ls=each.line) for each in LENGTHS],
            [f"T = {lengths[0]}", *map(str, lengths[1:])],
            loc="lower center",
            bbox_to_anchor=(0.5, 0.97),
            ncols=3,
            fontsize=8,
            handlelength=1.5,
            columnspacing=0.8,
            borderpad=0,
        )
    for axes in panels[-1]:
        axes.set_xlabel("update")
    plt.close(figure)  # the cell shows it, once
    return figure


def starts(runs: Mapping[str, Sequence[Record]], lstm: Sequence[Record]) -> Figure:
    """Accuracy of the vanilla RNN on palindromes, a panel for each start, and of the
    LSTM beside it."""
    figure, panels = plt.subplots(
        1, len(runs) + 1, figsize=(WIDTH, 2.4), sharex=True, sharey=True
    )
    columns = {**{f"RNN, {name}": some for name, some in runs.items()}, "LSTM": lstm}
    colours = [*STARTS.values(), NEUTRAL]
    for axes, (name, some), colour in zip(
        panels, columns.items(), colours, strict=True
    ):
        for run in some:
            accuracy = run.curves["accuracy"][: grid_study.PLAIN]
            axes.plot(*block_means(accuracy, BLOCK), color=colour, linewidth=1)
        axes.axhline(2 / 3, color=NEUTRAL, linestyle=":")
        axes.set(title=name, xlabel="update", ylim=(0.45, 1.03))
    panels[0].set_ylabel("accuracy")
    plt.close(figure)  # the cell shows it, once
    return figure


def jump(runs: Sequence[Record]) -> Figure:
    """Accuracy, and on a logarithmic axis what the first digit does to the margin and
    how much of the gradient arrives there."""
    figure, panels = plt.subplots(1, 3, figsize=(WIDTH, 2.6), sharex=True)
    for run, dashes in zip(runs, SEEDS, strict=False):
        accuracy = block_means(run.curves["accuracy"], 5)
        label = f"seed {run.config.config['seed']}"
        panels[0].plot(*accuracy, dashes, color="#0173b2", label=label)
        panels[1].plot(np.abs(run.curves["effect"]), dashes, color="#d55e00")
        panels[2].plot(run.curves["arriving"], dashes, color="#029e73")
    panels[0].axhline(2 / 3, color=NEUTRAL, linestyle=":")
    panels[1].axhline(2 * np.log(2), color=NEUTRAL, linestyle=":")
    panels[1].set_yscale("log")
    panels[2].set_yscale("log")
    panels[0].set(title="accuracy", xlabel="update")
    panels[1].set(title="effect of the first digit", xlabel="update")
    panels[2].set(title="gradient that arrives", xlabel="update")
    figure.legend(loc="outside lower center", ncols=3)
    plt.close(figure)  # the cell shows it, once
    return figure
