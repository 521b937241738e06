"""Figures that only Part 3 draws."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from ...page.plots import NEUTRAL
from .example import EDGES, NODES, PLACES

DARK, LIGHT = "#1f3a5f", "#e8eaed"


def six_nodes(axes: Axes, filled: str, bold: Sequence[str] = ()) -> None:
    """Draw the example graph: nodes in ``filled`` dark, edges in ``bold`` thick.

    Example:
        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> six_nodes(axes, filled="CE", bold=["CD"])
        >>> [text.get_text() for text in axes.texts]
        ['A', 'B', 'C', 'D', 'E', 'F']
    """
    for i, j in EDGES:
        thick = i + j in bold or j + i in bold
        axes.plot(
            *zip(PLACES[i], PLACES[j], strict=True),
            color=DARK if thick else NEUTRAL,
            linewidth=3 if thick else 1.2,
            zorder=1,
        )
    for node in NODES:
        inside = node in filled
        axes.annotate(
            node,
            PLACES[node],
            ha="center",
            va="center",
            fontsize=11,
            color="white" if inside else "black",
            bbox={
                "boxstyle": "circle,pad=0.35",
                "facecolor": DARK if inside else LIGHT,
                "edgecolor": NEUTRAL,
                "linewidth": 0.8,
            },
        )
    axes.set(xlim=(-0.45, 4.45), ylim=(-0.1, 2.1), aspect="equal")
    axes.axis("off")
