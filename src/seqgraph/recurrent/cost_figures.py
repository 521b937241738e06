"""Figures of what a training step costs, from the benchmarks' reports."""

import numpy as np
from matplotlib.figure import Figure

from ..page.plots import NEUTRAL, WIDTH
from .costs import (
    BATCHES,
    BY_HAND,
    BY_LENGTH,
    LIBRARY,
    PACKED,
    PLAIN,
    Findings,
    by_batch,
    step,
)
from .looks import LOOKS

STYLES = {
    PLAIN: (PLAIN, NEUTRAL, "--", "^"),
    LIBRARY: ("nn.LSTM, padded", "black", "-", "s"),
    BY_HAND: ("ours", LOOKS["lstm"].colour, "-", "o"),
}
NAMES = {
    LIBRARY: "nn.LSTM, padded",
    PACKED: PACKED,
    BY_LENGTH: BY_LENGTH,
    BY_HAND: "ours: beginnings shared,\nbackward by hand",
}


def doublings(found: Findings) -> Figure:
    """How long a training step takes, and how many times as long with twice the
    batch."""
    figure = Figure((WIDTH, 3.2), layout="constrained")
    whole, factor = figure.subplots(1, 2)
    for way, (name, colour, line, marker) in STYLES.items():
        what = by_batch(way)
        milliseconds = [1000 * np.median(found.seconds[what][str(b)]) for b in BATCHES]
        twice = [found.relative(what, str(2 * b), str(b)) for b in BATCHES[:-1]]
        look = {"color": colour, "ls": line, "marker": marker, "ms": 4, "label": name}
        whole.plot(BATCHES, milliseconds, **look)
        factor.plot(BATCHES[:-1], twice, **look)
    for axes in (whole, factor):
        axes.set(xscale="log", xlabel="sequences in the batch")
        axes.set_xticks(BATCHES[::2], BATCHES[::2])
        axes.minorticks_off()
    whole.set(title="a step", ylabel="milliseconds", yscale="log")
    whole.yaxis.set_major_formatter("{x:g}")
    whole.minorticks_off()
    factor.set(title="the batch doubled", ylabel="times as long", ylim=(0.8, 2.4))
    for height, bound, rise in ((1, "overhead", -12), (2, "arithmetic or memory", 3)):
        factor.axhline(height, color=NEUTRAL, lw=1, ls=":")
        factor.annotate(
            bound, (1, height), xytext=(0, rise), textcoords="offset points", fontsize=9
        )
    handles, names = whole.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    return figure


def ways(found: Findings) -> Figure:
    """How long a training step takes, each way, where padded ``nn.LSTM`` takes 1."""
    figure = Figure((WIDTH, 2.5), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, length in zip(panels, (10, 20), strict=True):
        what = step("lstm", length)
        for place, way in enumerate(NAMES):
            height = found.relative(what, way)
            colour = LOOKS["lstm"].colour if way == BY_HAND else "#bbbbbb"
            axes.barh(-place, height, color=colour, height=0.7)
            axes.annotate(
                f"{height:.2f}",
                (height, -place),
                xytext=(3, -4),
                textcoords="offset points",
                fontsize=9,
            )
        axes.axvline(1, color=NEUTRAL, lw=1, ls=":")
        axes.set(title=f"T = {length}", xlabel="time, padded nn.LSTM = 1")
        axes.margins(x=0.2)
    panels[0].set_yticks([-place for place in range(len(NAMES))], NAMES.values())
    return figure
