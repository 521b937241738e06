"""Figures that only Part 2 draws."""

from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.patches import Rectangle

# Without its ends, which are too dark for black letters.
_GROUNDS = ListedColormap(colormaps["RdBu_r"](np.linspace(0.16, 0.84, 256)))
_PRICES = ListedColormap(colormaps["Oranges"](np.linspace(0, 0.65, 256)))
_BETS = ListedColormap(colormaps["Greys"](np.linspace(0, 0.5, 256)))
_DEAR = 8.0  # bits from which on a character has the darkest ground


def coloured_text(
    axes: Axes, text: str, values: Sequence[float], marked: Sequence[float]
) -> None:
    """Draw a text line by line, each character on a ground that shows its value from
    -1 (blue) to 1 (red), with a colour bar; underline the characters where ``marked``
    is not 0.

    Example:
        >>> from matplotlib import pyplot as plt
        >>> from seqgraph.text.figures import coloured_text
        >>> figure, axes = plt.subplots()
        >>> coloured_text(axes, "a fox", [0, 0.5, 1, -0.5, -1], marked=[0, 0, 1, 1, 1])
        >>> len(axes.lines)
        3
        >>> plt.close(figure)
    """
    grounds = ScalarMappable(Normalize(-1, 1), _GROUNDS)
    colours = grounds.to_rgba(np.asarray(values))
    row = column = longest = 0
    for character, ground, mark in zip(text, colours, marked, strict=True):
        axes.add_patch(Rectangle((column, -row), 1, 1, facecolor=ground, linewidth=0))
        axes.annotate(
            "↵" if character == "\n" else character,
            (column + 0.5, 0.28 - row),
            ha="center",
            family="DejaVu Sans Mono",
            fontsize=8.5,
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
    bar = axes.figure.colorbar(grounds, ax=axes, ticks=(-1, 0, 1), pad=0.01, aspect=8)
    bar.outline.set_visible(False)


def guesses(
    axes: Axes, text: str, probabilities: np.ndarray, vocabulary: str, best: int = 3
) -> None:
    """Draw a text in one line, the ground of each character but the first showing what
    it cost in bits, with a colour bar, and below it the likeliest characters of its
    place, the darker the likelier; the right one is framed.

    Args:
        axes: where to draw.
        text: N characters.
        probabilities: of each place's next character, (N - 1, K), or (N, K) where
            what comes after the text is asked too.
        vocabulary: the K characters.
        best: how many of the likeliest are shown.

    Example:
        >>> from matplotlib import pyplot as plt
        >>> from seqgraph.text.figures import guesses
        >>> figure, axes = plt.subplots()
        >>> guesses(axes, "ab", np.array([[0.25, 0.75]]), "ab", best=2)
        >>> [label.get_text() for label in axes.texts]
        ['a', 'b', 'b', 'a']
        >>> plt.close(figure)
    """
    places = len(probabilities) + 1
    for column, character in enumerate(text.ljust(places, "?")):
        priced = 0 < column < len(text)
        price = 0.0
        if priced:
            chance = probabilities[column - 1, vocabulary.index(character)]
            price = -np.log2(chance)
        _cell(axes, column, 0, character, _PRICES(price / _DEAR), bold=True)
        if column == 0:
            continue
        row = probabilities[column - 1]
        for rank, k in enumerate((-row).argsort(kind="stable")[:best], start=1):
            right = priced and vocabulary[k] == character
            _cell(axes, column, rank, vocabulary[k], _BETS(row[k]), framed=right)
    axes.set(xlim=(-0.1, places + 0.1), ylim=(-best - 0.35, 1.1))
    axes.axis("off")
    prices = ScalarMappable(Normalize(0, _DEAR), _PRICES)
    bar = axes.figure.colorbar(
        prices, ax=axes, ticks=(0, 4, _DEAR), pad=0.01, aspect=8, extend="max"
    )
    bar.ax.set_yticklabels(["0", "4", f"{_DEAR:g} bits"], fontsize=8.5)
    bar.outline.set_visible(False)


def _cell(
    axes: Axes,
    column: int,
    row: int,
    character: str,
    ground: tuple[float, ...],
    bold: bool = False,
    framed: bool = False,
) -> None:
    """A character on its ground; the line of the text stands a little apart."""
    low = -row - 0.2 * (row > 0)
    square = Rectangle((column + 0.04, low), 0.92, 0.96, facecolor=ground, linewidth=0)
    if framed:
        square.set(edgecolor="black", linewidth=1.2, zorder=2)
    axes.add_patch(square)
    axes.annotate(
        {" ": "␣", "\n": "↵"}.get(character, character),
        (column + 0.5, low + 0.27),
        ha="center",
        family="DejaVu Sans Mono",
        fontsize=10,
        weight="bold" if bold else "normal",
        color="black",
    )
