"""Figures that only Part 2 draws."""

from collections.abc import Sequence

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle


def coloured_text(axes: Axes, text: str, values: Sequence[float]) -> None:
    """Draw a text line by line, each character on a ground that shows its value from
    -1 (blue) to 1 (red)."""
    colours = colormaps["RdBu_r"]
    row = column = longest = 0
    for character, value in zip(text, values, strict=True):
        ground = colours(0.5 + 0.34 * value)  # the ends are too dark for black letters
        axes.add_patch(Rectangle((column, -row), 1, 1, facecolor=ground, linewidth=0))
        axes.annotate(
            "↵" if character == "\n" else character,
            (column + 0.5, 0.28 - row),
            ha="center",
            family="DejaVu Sans Mono",
            fontsize=8.5,
            color="black",
        )
        column += 1
        longest = max(longest, column)
        if character == "\n":
            row, column = row + 1, 0
    axes.set(xlim=(0, longest), ylim=(-row - 0.1, 1.1))
    axes.axis("off")
