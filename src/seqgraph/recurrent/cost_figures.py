"""Figures of what a training step costs, from the benchmarks' reports."""

import numpy as np
from matplotlib.figure import Figure

from ..page.plots import NEUTRAL, WIDTH
from .costs import (
    BATCHES,
    BY_LENGTH,
    LIBRARY,
    NUMBERS,
    PACKED,
    PER_NUMBER,
    PLAIN,
    SWEEPS,
    Findings,
    by_batch,
    one_sweep,
    step,
    sweep_for_each,
)
from .intensity import Rates, Work, points
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
    """How long a training step takes, and how many times as long with twice the
    batch."""
    figure = Figure((WIDTH, 2.8), layout="constrained")
    whole, factor = figure.subplots(1, 2)
    for way, (name, colour, line, marker) in STYLES.items():
        what = by_batch(way)
        milliseconds = [1000 * np.median(found.seconds[what][str(b)]) for b in BATCHES]
        twice = [found.times(what, str(2 * b), str(b)).value for b in BATCHES[:-1]]
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


def sweeps(found: Findings) -> Figure:
    """How long it takes to do more and more to each of many numbers; and how many
    multiply-adds a second that makes, by how many there are for each number moved."""
    figure = Figure((WIDTH, 2.9), layout="constrained")
    whole, roof = figure.subplots(1, 2)
    seconds = {k: float(np.median(each)) for k, each in found.seconds[SWEEPS].items()}
    rates, blue = Rates.of(found), LOOKS["lstm"].colour
    for name, label, look in (
        (sweep_for_each, "a sweep for each", {"c": NEUTRAL, "ls": "--", "marker": "^"}),
        (one_sweep, "all in one sweep", {"c": blue, "ls": "-", "marker": "o"}),
    ):
        counts = [n for n in PER_NUMBER if name(n) in seconds]
        took = [1000 * seconds[name(n)] for n in counts]
        whole.plot(counts, took, label=label, ms=4, **look)
    # One sweep reads each number and writes it.
    sweep = [Work(n * NUMBERS, 2 * NUMBERS, seconds[one_sweep(n)]) for n in PER_NUMBER]
    at = [w.intensity for w in sweep], [w.rate / 1e9 for w in sweep]
    roof.plot(*at, color=blue, marker="o", ms=4)
    reach = np.array([0.2, rates.threshold, 300])
    height = np.minimum(reach * rates.moved, rates.computed) / 1e9
    roof.plot(reach, height, color="black", lw=1, ls=":")
    roof.annotate(
        f"threshold {rates.threshold:.0f}",
        (rates.threshold, rates.computed / 1e9),
        xytext=(-6, -3),
        textcoords="offset points",
        fontsize=9,
        ha="right",
    )
    for name, work in points(found).items():
        at, far = (work.intensity, work.rate / 1e9), name == "product"
        roof.plot(*at, "kD", ms=5)
        roof.annotate(
            name,
            at,
            xytext=(0, -14) if far else (7, -3),
            textcoords="offset points",
            fontsize=9,
            ha="center" if far else "left",
        )
    for axes in (whole, roof):
        axes.set(xscale="log", yscale="log")
        axes.yaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.minorticks_off()
    whole.set_xticks(PER_NUMBER, PER_NUMBER)
    whole.set_yticks([5, 10, 20, 50, 100])
    roof.set_yticks([1, 2, 5, 10, 20, 50])
    whole.set(xlabel="multiply-adds for each number", ylabel="milliseconds")
    roof.set(xlabel="multiply-adds for each number moved", ylabel="billions a second")
    whole.set_title(f"{NUMBERS / 1e6:.0f} million numbers")
    roof.set_title("what is reached")
    figure.legend(
        *whole.get_legend_handles_labels(), loc="outside lower center", ncols=2
    )
    return figure
