"""The book's one look: a style, a colour and line style for each model, curves with
every seed visible."""

from collections.abc import Sequence

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib_inline.backend_inline import set_matplotlib_formats

from ..measure.statistics import block_means
from ..runs.records import Record

WIDTH = 7.0  # inches: the width of the text
NEUTRAL = "#5f6368"  # floors, annotations
# Colour (seaborn's colour-blind palette) and line style, the same through the whole
# book.
MODELS = {
    "lstm": ("#0173b2", "-"),
    "peephole": ("#d55e00", "--"),
    "peephole-tanh": ("#cc78bc", "-."),
    "peephole-candidate-h": ("#029e73", ":"),
    "peephole-gates-h": ("#949494", (0, (3, 1, 1, 1, 1, 1))),
    "peephole-gers": ("#56b4e9", (0, (6, 2))),
    "gcn": ("#de8f05", "-"),
    "gat": ("#7b3294", "--"),
    "mlp": ("#ca9161", ":"),
    "dfs": ("#0173b2", "-"),
    "bfs": ("#56b4e9", "--"),
    "names": ("#cc78bc", "-."),
    "graph": ("#de8f05", "-"),
    "bag": ("#ca9161", ":"),
    "question": ("#949494", "-."),
    "sentence": ("#0173b2", "--"),
    "combined": ("#029e73", "-"),
    "neighbours": ("#8c613c", "--"),
    "factors": ("#4a90c2", "-."),
    "lightgcn": ("#117733", "-"),
    "lightgcn-friends": ("#aa3377", "--"),
    "lightgcn-strangers": ("#b59a00", ":"),
    "forest": ("#8c613c", "--"),
    "gine": ("#4477aa", "-"),
}


def use_style() -> None:
    """Set the book's figure style; every notebook's first cell calls it."""
    sns.set_theme(
        style="ticks",
        rc={
            "figure.figsize": (WIDTH, 3.2),
            "figure.constrained_layout.use": True,
            "font.size": 11,
            "axes.titlesize": 11,
            "axes.labelsize": 11,
            "xtick.labelsize": 10,
            "ytick.labelsize": 10,
            "legend.fontsize": 10,
            "legend.frameon": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "svg.hashsalt": "seqgraph",  # the same figure gives the same file
        },
    )
    set_matplotlib_formats("svg", "pdf")  # one for the screen, one for print


def band(
    axes: Axes,
    runs: Sequence[Record],
    curve: str,
    model: str,
    block: int,
    label: str | None = None,
    log: bool = False,
) -> None:
    """Draw one curve of several seeds: a thin line each, their mean, and one standard
    deviation to either side.

    Args:
        axes: where to draw.
        runs: records that differ in their seed only.
        curve: a name in each record's ``curves``.
        model: a name in ``MODELS``: the colour and the line style.
        block: how many updates one point averages.
        label: the legend's entry; by default the model's name.
        log: whether the axis is logarithmic; mean and deviation are then those of the
            logarithms.
    """
    colour, line = MODELS[model]
    updates, _ = block_means(runs[0].curves[curve], block)
    seeds = [block_means(run.curves[curve], block)[1] for run in runs]
    scaled = np.log(seeds) if log else np.asarray(seeds)
    mean, sd = scaled.mean(0), scaled.std(0, ddof=min(1, len(seeds) - 1))
    low, middle, high = (np.exp(y) if log else y for y in (mean - sd, mean, mean + sd))
    for seed in seeds:
        axes.plot(updates, seed, color=colour, linewidth=0.9, alpha=0.8)
    axes.fill_between(updates, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(
        updates, middle, color=colour, linestyle=line, linewidth=2, label=label or model
    )
    if log:
        axes.set_yscale("log")


def floor(axes: Axes, level: float, text: str, at: float) -> None:
    """Draw the level that takes no learning as a dotted line, with ``text`` above it
    from x = ``at``."""
    axes.axhline(level, color=NEUTRAL, linestyle=":", linewidth=1.2)
    axes.annotate(
        text,
        (at, level),
        xytext=(0, 3),
        textcoords="offset points",
        color=NEUTRAL,
        fontsize=9,
    )
