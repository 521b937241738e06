"""Figures that only Part 1 draws."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from torch import Tensor

from ..page.plots import NEUTRAL, WIDTH
from . import gate_traces
from .classifier import SequenceClassifier
from .looks import LOOKS
from .palindromes import PADDING

PADDED = "#e8eaed"  # behind the padding
FIRST = {  # the looks of two palindromes, by their first digit
    0: {"color": "#d55e00", "linestyle": "--"},
    1: {"color": "#0173b2", "linestyle": "-"},
}


def held(model: SequenceClassifier, half: str, unit: int) -> Figure:
    """The content of one unit over two palindromes that differ in their first digit,
    with the forget gate free, held at 0 and held at 1."""
    x = gate_traces.halves(half)
    start = int((x[0] == PADDING).sum())
    figure, panels = plt.subplots(1, 3, figsize=(WIDTH, 2.6))
    for axes, value in zip(panels, (None, 0.0, 1.0), strict=True):
        fixed = None if value is None else ("f", value)
        kept, logits = gate_traces.trace(model, x, fixed)
        for first, look in FIRST.items():
            content = kept["c"][start - 4 :, first, unit]
            axes.plot(content, **look, label=f"first digit {first}")
        zero, one = logits.argmax(1).tolist()
        axes.axvspan(-0.5, 3.5, color=PADDED)
        axes.set(xticks=[], xlabel=f"answers: {one} for 1, {zero} for 0")
        axes.set_title("f free" if value is None else f"f held at {value:.0f}")
    panels[0].set_ylabel(f"content of unit {unit}")
    entries = panels[0].get_legend_handles_labels()
    figure.legend(*entries, loc="outside lower center", ncols=2)
    return figure


def carried(model: SequenceClassifier, half: str, units: Mapping[int, str]) -> Figure:
    """How units go with the first digit: forget gate, what is added, and content over
    two palindromes that differ in nothing but the first digit and the last.

    Args:
        model: a classifier with an LSTM cell.
        half: the palindromes' first half, in 0s and 1s; its first digit is replaced.
        units: which units, a column each, and what its title says that they do.
    """
    x = gate_traces.halves(half)
    kept, _ = gate_traces.trace(model, x)
    kept["added"] = kept["g"] * kept["i"]
    start = int((x[0] == PADDING).sum())
    from_ = start - 4
    rows = {"f": "forget gate f", "added": "added, g ⊙ i", "c": "content c"}
    figure = Figure((WIDTH, 4.2))
    panels = figure.subplots(3, len(units), sharex=True, squeeze=False)
    for column, (unit, does) in zip(panels.T, units.items(), strict=True):
        for axes, name in zip(column, rows, strict=True):
            axes.axvspan(-0.5, start - from_ - 0.5, color=PADDED)
            for first, look in FIRST.items():
                values = kept[name][from_:, first, unit]
                axes.plot(values, **look, label=f"first digit {first}")
        column[0].set(title=f"unit {unit} {does}", ylim=(-0.05, 1.05))
        symbols = [" · " if s == PADDING else str(s - 1) for s in x[0, from_:].tolist()]
        symbols[start - from_] = "?"
        column[-1].set_xticks(range(len(symbols)), symbols, fontsize=9)
        column[-1].set_xlabel("symbol read")
    for axes in panels.flat:
        axes.tick_params(axis="x", length=0)
    for axes, title in zip(panels[:, 0], rows.values(), strict=True):
        axes.set_ylabel(title)
    entries = panels[0, 0].get_legend_handles_labels()
    figure.legend(*entries, loc="outside lower center", ncols=2)
    return figure


def powers(factors: Sequence[float], steps: int) -> Figure:
    """Each factor to the power of 0 to ``steps``, on a logarithmic axis."""
    figure, axes = plt.subplots(figsize=(WIDTH, 3.0))
    back = np.arange(steps + 1)
    for factor, colour in zip(factors, _plasma(len(factors)), strict=True):
        axes.plot(back, factor**back, color=colour)
        axes.annotate(
            f"{factor:g}",
            (steps, factor**steps),
            xytext=(4, 0),
            textcoords="offset points",
            color=colour,
            va="center",
        )
    axes.set(yscale="log", xlabel="steps s", ylabel="ρˢ", xlim=(0, 1.07 * steps))
    return figure


def carried_back(
    flows: Mapping[float, Mapping[str, Tensor]], norms: Mapping[str, Tensor]
) -> Figure:
    """Gradient norms (T + 1, N) of each matrix, their medians; a panel for each spread
    of the input, dotted the bound where it is drawn for ρQ."""
    figure = Figure(figsize=(WIDTH, 3.8))
    panels = figure.subplots(1, 2, sharey=True)
    apart = {"ρ = 1.1": 3, "ρ = 1.0": -4}  # else their labels overlap
    for axes, (spread, flow) in zip(panels, flows.items(), strict=True):
        for name, colour in zip(norms, _plasma(len(norms)), strict=True):
            gaussian = name == "Gaussian"
            middle = flow[name].median(dim=1).values
            back = np.arange(len(middle))
            axes.plot(back, middle, "--" if gaussian else "-", color=colour)
            if not gaussian:
                bound = norms[name].item() ** back
                axes.plot(back, bound, ":", color=colour, linewidth=1)
            end = int(((middle > 1e-12) & (middle < 1e8)).nonzero().max())
            axes.annotate(
                name,
                (end, middle[end]),
                xytext=(3, apart.get(name, 0) if spread else 0),
                textcoords="offset points",
                color=colour,
                fontsize=8.5,
                va="center",
            )
        axes.set(yscale="log", ylim=(1e-12, 1e8), xlim=(0, 78), xticks=range(0, 61, 20))
        title = "with input" if spread else "without input"
        axes.set(xlabel="steps back", title=title)
    panels[0].set_ylabel("gradient norm / its start")
    return figure


def shares(parts: Mapping[float, tuple[Tensor, Tensor]]) -> Figure:
    """What ``gradient_flow.parts`` finds for each ρ, medians."""
    figure = Figure(figsize=(WIDTH, 3.2))
    panels = figure.subplots(1, 2)
    lines = zip(_plasma(len(parts)), ("-", "--", "-.", ":"), strict=True)
    for (rho, (norms, off)), (colour, line) in zip(parts.items(), lines, strict=True):
        sizes, left_out = (each.median(dim=1).values for each in (norms, off))
        # The first step has no part, so that nothing is left out before it.
        panels[0].plot(sizes[:-1], line, color=colour, label=f"ρ = {rho}")
        panels[1].plot(range(1, len(off) - 1), left_out[:-2], line, color=colour)
    panels[0].set(yscale="log", xlabel="steps before the end", title="size of a part")
    panels[1].set(yscale="log", xlabel="steps kept", title="error without the others")
    entries = panels[0].get_legend_handles_labels()
    figure.legend(*entries, loc="outside lower center", ncols=len(parts))
    return figure


def growths(drawn: pd.DataFrame, steps: int) -> Figure:
    """How much the gradient grows with each matrix of ``gradient_study.gaussians``,
    against its radius and its norm to the power of the steps."""
    figure = Figure(figsize=(WIDTH, 2.4))
    for axes, what in zip(figure.subplots(1, 2), ("radius", "norm"), strict=True):
        power = drawn[what] ** steps
        ends = [power.min(), power.max()]
        if what == "radius":
            axes.plot(ends, ends, ":", color=NEUTRAL, linewidth=1.2)
        axes.plot(power, drawn.growth, "o", color="#d55e00", markersize=3.5, alpha=0.7)
        axes.set(xscale="log", yscale="log", xlabel=f"{what} to the power {steps}")
        axes.set_ylabel("growth of the gradient" if what == "radius" else "")
    return figure


def arriving(gradients: pd.DataFrame, horizon: int) -> Figure:
    """Gradient norms step by step back, a column for each network, and a line at
    ``horizon``."""
    figure = Figure(figsize=(WIDTH, 3.2))
    axes = figure.subplots()
    for k, (name, norms) in enumerate(gradients.items()):
        colour = LOOKS["lstm"].colour if str(name).startswith("LSTM") else "#d55e00"
        line = ("--", "-", ":", "-.")[k]
        axes.plot(norms, line, color=colour, label=str(name))
    axes.axvline(horizon, color=NEUTRAL, linewidth=0.8)
    axes.set(yscale="log", xlabel="steps back", ylabel="gradient norm / its start")
    axes.legend(fontsize=9)
    return figure


def _plasma(count: int) -> np.ndarray:
    return plt.get_cmap("plasma")(np.linspace(0, 0.8, count))
