"""Figures that only Part 1 draws."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from ..page.plots import WIDTH
from . import gate_traces
from .classifier import SequenceClassifier
from .palindromes import PADDING

SHADES = ("#e8eaed", "white", "#1f3a5f")  # padding, 0, 1
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
        axes.axvspan(-0.5, 3.5, color=SHADES[0])
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
            axes.axvspan(-0.5, start - from_ - 0.5, color=SHADES[0])
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
