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
    Look("shortest", "#e69f00", "-"),
    Look("middle", "#56b4e9", "-"),
    Look("longest", "#222222", "-"),
)
STARTS = {
    "kaiming": "#0173b2",
    "orthogonal": "#d55e00",
    "identity": "#029e73",
    "orthogonal, small": "#cc78bc",
}
SEEDS = ("-", "--", "-.")
BLOCK = 10  # updates that a point averages


def every_cell(
    runs: Mapping[tuple[str, str, int], Sequence[Record]],
    floors: Mapping[tuple[str, int], float],
) -> Figure:
    """A row for each network, a column for each task, a line for each length: the mean
    of its seeds, and shaded from the lowest to the highest; all of the runs.

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
                if some := runs.get((network, task, length)):
                    floor = floors[task, length]
                    curves = [
                        block_means(run.curves["accuracy"], BLOCK) for run in some
                    ]
                    at = curves[0][0]
                    over = [(share - floor) / (1 - floor) for _, share in curves]
                    axes.plot(at, np.mean(over, 0), color=look.colour, linewidth=1.3)
                    axes.fill_between(
                        at,
                        np.min(over, 0),
                        np.max(over, 0),
                        color=look.colour,
                        alpha=0.3,
                        linewidth=0,
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
    LSTM beside them."""
    figure, panels = plt.subplots(2, 3, figsize=(WIDTH, 3.9), sharex=True, sharey=True)
    columns = {f"RNN, {name}": runs[name] for name in STARTS} | {"LSTM": lstm}
    colours = [*STARTS.values(), NEUTRAL]
    for axes, (name, some), colour in zip(
        panels.flat, columns.items(), colours, strict=False
    ):
        for run in some:
            accuracy = run.curves["accuracy"][: grid_study.PLAIN]
            axes.plot(*block_means(accuracy, BLOCK), color=colour, linewidth=1)
        axes.axhline(2 / 3, color=NEUTRAL, linestyle=":")
        axes.set(title=name, ylim=(0.45, 1.03))
    panels[1, 2].set_axis_off()
    for axes in (*panels[1, :2], panels[0, 2]):
        axes.set_xlabel("update")
    panels[0, 2].xaxis.set_tick_params(labelbottom=True)
    for axes in panels[:, 0]:
        axes.set_ylabel("accuracy")
    plt.close(figure)  # the cell shows it, once
    return figure


def jump(runs: Sequence[Record], threshold: float) -> Figure:
    """Accuracy and loss; and on logarithmic axes what the first digit and the control
    do to the margin, and how much of the gradient arrives at the first.

    Args:
        runs: a seed each.
        threshold: the effect at which answers turn.
    """
    figure, panels = plt.subplots(2, 2, figsize=(WIDTH, 4.4), sharex=True)
    (accuracy, loss), (effect, arriving) = panels
    for run, dashes in zip(runs, SEEDS, strict=True):
        label = f"seed {run.config.config['seed']}"
        accuracy.plot(
            *block_means(run.curves["accuracy"], 5),
            dashes,
            color="#0173b2",
            label=label,
        )
        loss.plot(*block_means(run.curves["loss"], 5), dashes, color="#0173b2")
        effect.plot(run.curves["control"], dashes, color=NEUTRAL, linewidth=0.8)
        effect.plot(np.abs(run.curves["effect"]), dashes, color="#d55e00")
        arriving.plot(run.curves["arriving"], dashes, color="#029e73")
    for axes, level in (
        (accuracy, 2 / 3),
        (loss, np.log(3) - 2 / 3 * np.log(2)),  # of answering with the shares
        (effect, threshold),
    ):
        axes.axhline(level, color=NEUTRAL, linestyle=":")
    accuracy.set_title("accuracy")
    loss.set(title="loss", ylim=(0, 0.8))
    effect.set(title="effect of the first digit, of the fifth (grey)", yscale="log")
    arriving.set(title="gradient that arrives", yscale="log")
    for axes in panels[1]:
        axes.set_xlabel("update")
    figure.legend(loc="outside lower center", ncols=3)
    plt.close(figure)  # the cell shows it, once
    return figure
