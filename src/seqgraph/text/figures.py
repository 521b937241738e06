"""Figures that only Part 2 draws."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.patches import Rectangle

SPACE = "␣"  # how a blank is shown
# Without its ends, which are too dark for black letters.
_GROUNDS = ListedColormap(colormaps["RdBu_r"](np.linspace(0.16, 0.84, 256)))


def seen(character: str) -> str:
    """A character as a drawing shows it: blanks and line ends have signs.

    Example:
        >>> from seqgraph.text.figures import seen
        >>> seen("a"), seen(" "), seen("\\n")
        ('a', '␣', '↵')
    """
    return {" ": SPACE, "\n": "↵"}.get(character, character)


def grounds() -> ScalarMappable:
    """Colours from -1, blue, to 1, red, on which black letters can be read.

    Example:
        >>> len(grounds().to_rgba(0.5))
        4
    """
    return ScalarMappable(Normalize(-1, 1), _GROUNDS)


def coloured_text(
    axes: Axes,
    text: str,
    values: Sequence[float],
    marked: Sequence[float],
    size: float = 8.5,
) -> None:
    """Draw a text line by line, each character on a ground that shows its value from
    -1 (blue) to 1 (red), with a colour bar; underline the characters where ``marked``
    is not 0; ``size`` is that of the letters, in points.

    Example:
        >>> from matplotlib import pyplot as plt
        >>> from seqgraph.text.figures import coloured_text
        >>> figure, axes = plt.subplots()
        >>> coloured_text(axes, "a fox", [0, 0.5, 1, -0.5, -1], marked=[0, 0, 1, 1, 1])
        >>> len(axes.lines)
        3
        >>> plt.close(figure)
    """
    scale = grounds()
    colours = scale.to_rgba(np.asarray(values))
    row = column = longest = 0
    for character, ground, mark in zip(text, colours, marked, strict=True):
        axes.add_patch(Rectangle((column, -row), 1, 1, facecolor=ground, linewidth=0))
        axes.annotate(
            "↵" if character == "\n" else character,
            (column + 0.5, 0.28 - row),
            ha="center",
            family="DejaVu Sans Mono",
            fontsize=size,
            color="black",
        )
        if mark:
            axes.plot([column, column + 1], [0.08 - row] * 2, "k", linewidth=1.2)
        column += 1
        longest = max(longest, column)
        if character == "\n":
            row, column = row + 1, 0
    axes.set(xlim=(0, longest), ylim=(-row - 0.1, 1.1))
    axes.axis("off")
    bar = axes.figure.colorbar(scale, ax=axes, ticks=(-1, 0, 1), pad=0.01, aspect=8)
    bar.outline.set_visible(False)
