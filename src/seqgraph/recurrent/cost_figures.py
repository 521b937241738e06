"""Figures of what a training step costs, from the benchmarks' reports."""

import itertools

from matplotlib.figure import Figure

from ..page.plots import NEUTRAL, WIDTH
from .costs import (
    BATCHES,
    BY_LENGTH,
    CHAINS,
    LIBRARY,
    NUMBERS,
    PACKED,
    PER_NUMBER,
    PLAIN,
    Findings,
    by_batch,
    one_sweep,
    step,
    sweep_for_each,
)
from .intensity import Rates, chain
from .looks import LOOKS

STYLES = {
    PLAIN: (PLAIN, NEUTRAL, "--", "^"),
    LIBRARY: ("nn.LSTM, padded", "black", "-", "s"),
}
NAMES = {
    LIBRARY: "nn.LSTM, padded",
    PACKED: PACKED,
    BY_LENGTH: BY_LENGTH,
}


def doublings(found: Findings) -> Figure:
    """How long a training step takes, and how many times as long with twice the batch:
    the quickest round of each."""
    figure = Figure((WIDTH, 2.8), layout="constrained")
    whole, factor = figure.subplots(1, 2)
    for way, (name, colour, line, marker) in STYLES.items():
        what = by_batch(way)
        milliseconds = [1000 * found.best(what, str(batch)) for batch in BATCHES]
        twice = [after / before for before, after in itertools.pairwise(milliseconds)]
        look = {"color": colour, "ls": line, "marker": marker, "ms": 4, "label": name}
        whole.plot(BATCHES, milliseconds, **look)
        factor.plot(BATCHES[:-1], twice, **look)
    for axes in (whole, factor):
        axes.set(xscale="log", xlabel="sequences in the batch")
        axes.set_xticks(BATCHES[::2], BATCHES[::2])
        axes.minorticks_off()
    whole.set(title="a step", ylabel="milliseconds per batch", yscale="log")
    whole.yaxis.set_major_formatter("{x:g}")
    whole.minorticks_off()
    factor.set(title="the batch doubled", ylabel="times as long", ylim=(0.8, 2.4))
    for height, bound, rise in (
        (1, "overhead, or weights to read", -12),
        (2, "work", 3),
    ):
        factor.axhline(height, color=NEUTRAL, lw=1, ls=":")
        factor.annotate(
            bound, (1, height), xytext=(0, rise), textcoords="offset points", fontsize=9
        )
    handles, names = whole.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    return figure


def ways(found: Findings) -> Figure:
    """How long a training step takes, each way, where padded ``nn.LSTM`` takes 1."""
    figure = Figure((WIDTH, 2.1), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, length in zip(panels, (10, 20), strict=True):
        what = step("lstm", length)
        for place, way in enumerate(NAMES):
            height = found.times(what, way, LIBRARY).value
            axes.barh(-place, height, color="#bbbbbb", height=0.7)
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


def chains(found: Findings) -> Figure:
    """How long it takes to do more and more to each of many numbers, an operation for
    each or fused, in the quickest round; and how long by the count."""
    figure = Figure((WIDTH, 2.7), layout="constrained")
    axes, rates = figure.subplots(), Rates.of(found)
    blue = LOOKS["lstm"].colour
    for fused, name, label, colour, style in (
        (False, sweep_for_each, "one by one", NEUTRAL, "--^"),
        (True, one_sweep, "fused", blue, "-o"),
    ):
        took = [1000 * found.best(CHAINS, name(n)) for n in PER_NUMBER]
        axes.plot(PER_NUMBER, took, style, color=colour, label=label, ms=4)
        counted = [max(rates.alone(chain(n, fused))) for n in PER_NUMBER]
        axes.plot(
            PER_NUMBER,
            [1000 * seconds for seconds in counted],
            color="black",
            lw=1,
            ls=":",
            label=None if fused else "counted",
        )
    axes.set(xscale="log", yscale="log", ylabel="milliseconds")
    axes.set_xlabel(f"multiply-adds for each of {NUMBERS / 1e6:.0f} million numbers")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.set_xticks(PER_NUMBER, list(map(str, PER_NUMBER)))
    axes.set_yticks([2, 5, 10, 20, 50])
    axes.legend(loc="upper left")
    return figure
