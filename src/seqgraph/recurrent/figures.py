"""Figures that only Part 1 draws."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from ..page.plots import NEUTRAL
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
