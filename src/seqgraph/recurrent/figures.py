"""Figures that only Part 1 draws."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from ..page.plots import NEUTRAL, WIDTH
from . import gate_traces
from .classifier import SequenceClassifier
from .looks import LOOKS
from .palindromes import ONE, PADDING

SHADES = ("#e8eaed", "white", "#1f3a5f")  # padding, 0, 1


def symbols(axes: Axes, x: Tensor, y: Tensor) -> None:
    """Draw sequences as rows of squares, and apart from each the digit to be named:
    x (B, 4T + 1), y (B,)."""
    gap = 1.5
    for row, (sequence, label) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        for column, symbol in [*enumerate(sequence), (len(sequence) + gap, label + 1)]:
            place = (column, -row)
            axes.add_patch(
                Rectangle(
                    place,
                    0.92,
                    0.8,
                    facecolor=SHADES[symbol],
                    edgecolor=NEUTRAL,
                    linewidth=0.4,
                )
            )
            if symbol != PADDING:
                colour = "white" if symbol == ONE else "black"
                middle = (column + 0.46, -row + 0.38)
                axes.annotate(
                    str(symbol - 1),
                    middle,
                    ha="center",
                    va="center",
                    fontsize=7,
                    color=colour,
                )
    columns, rows = x.shape[1], len(x)
    axes.annotate(
        "what the network reads",
        (columns / 2, 1.2),
        ha="center",
        va="bottom",
        fontsize=9,
    )
    axes.annotate(
        "names", (columns + gap + 0.5, 1.2), ha="center", va="bottom", fontsize=9
    )
    axes.set(xlim=(-0.2, columns + gap + 1.8), ylim=(0.8 - rows, 2.2))
    axes.axis("off")


def held(model: SequenceClassifier, half: str, unit: int) -> Figure:
    """The content of one unit over two palindromes that differ in their first digit,
    with the forget gate free, held at 0 and held at 1."""
    x = gate_traces.halves(half)
    start = int((x[0] == PADDING).sum())
    figure, panels = plt.subplots(1, 3, figsize=(WIDTH, 2.6))
    for axes, value in zip(panels, (None, 0.0, 1.0), strict=True):
        fixed = None if value is None else ("f", value)
        kept, logits = gate_traces.trace(model, x, fixed)
        for first, (colour, line) in enumerate((("#d55e00", "--"), ("#0173b2", "-"))):
            axes.plot(
                kept["c"][start - 4 :, first, unit],
                line,
                color=colour,
                label=f"first digit {first}",
            )
        zero, one = logits.argmax(1).tolist()
        axes.axvspan(-0.5, 3.5, color="#e8eaed")
        axes.set(xticks=[], xlabel=f"answers: {one} for 1, {zero} for 0")
        axes.set_title("f free" if value is None else f"f held at {value:.0f}")
    panels[0].set_ylabel(f"content of unit {unit}")
    entries = panels[0].get_legend_handles_labels()
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
