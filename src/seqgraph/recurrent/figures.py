"""Figures that only Part 1 draws."""

from collections.abc import Sequence

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from ..page.plots import NEUTRAL, WIDTH
from . import gate_traces
from .classifier import SequenceClassifier
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
    colours = plt.get_cmap("plasma")(np.linspace(0, 0.8, len(factors)))
    for factor, colour in zip(factors, colours, strict=True):
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
