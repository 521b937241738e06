"""Figures that only question 3.4 draws."""

import io
import math
from collections.abc import Iterable

from matplotlib.axes import Axes
from PIL import Image

from ..page.plots import NEUTRAL
from .circle import HELD, Edge
from .molecules import chemistry

DARK, LIGHT = "#1f3a5f", "#e8eaed"


def neighbourhood(axes: Axes, edges: Iterable[Edge]) -> None:
    """Draw one user's neighbourhood (see ``circle.edges``): friends on the left, the
    user in the middle, artists on the right; a play that is to be found is dashed.

    Example:
        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> pairs = [("you", "A"), ("you", "B"), ("you", "1"), ("A", "2")]
        >>> edges = [Edge(*pair, "known") for pair in pairs]
        >>> neighbourhood(axes, [*edges, Edge("you", "2", "held")])
        >>> sorted(text.get_text() for text in axes.texts)
        ['1', '2', 'A', 'B', 'you']
    """
    pairs = {(edge.source, edge.target): edge.kind for edge in edges}
    names = dict.fromkeys(end for pair in sorted(pairs) for end in pair)
    friends = [name for name in names if name.isalpha() and name != "you"]
    artists = sorted((name for name in names if name.isdecimal()), key=int)
    held = [artist for (user, artist), kind in pairs.items() if kind == HELD]
    places = {"you": (0.0, 0.0)}
    for column, each, bend in ((-1.0, friends, 0.25), (1.0, artists, -0.2)):
        for row, name in enumerate(each):
            height = 1 - 2 * row / (len(each) - 1)
            places[name] = (column + bend * math.cos(height * math.pi / 2), height)
    for (i, j), kind in pairs.items():
        axes.plot(
            *zip(places[i], places[j], strict=True),
            color=NEUTRAL if "you" in (i, j) else DARK,
            linestyle="--" if kind == HELD else "-",
            linewidth=1.2,
            zorder=1,
        )
    for name, place in places.items():
        light = name in held
        axes.annotate(
            name,
            place,
            ha="center",
            va="center",
            fontsize=10,
            color="black" if light or name.isalpha() else "white",
            bbox={
                "boxstyle": "circle,pad=0.3" if name.isalpha() else "square,pad=0.35",
                "facecolor": LIGHT if light or name.isalpha() else DARK,
                "edgecolor": NEUTRAL,
            },
        )
    axes.set(xlim=(-1.25, 1.25), ylim=(-1.2, 1.2))
    axes.axis("off")


def molecule(axes: Axes, smiles: str, atom: int) -> None:
    """Draw a molecule with one atom, counted from 0 in ``smiles``, on a yellow disc.

    Example:
        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> molecule(axes, "c1ccncc1", atom=3)
        >>> len(axes.images)
        1
    """
    drawing = chemistry("rdkit.Chem.Draw.rdMolDraw2D")
    canvas = drawing.MolDraw2DCairo(480, 330)
    canvas.drawOptions().setHighlightColour((0.95, 0.75, 0.3))
    drawing.PrepareAndDrawMolecule(
        canvas, chemistry("rdkit.Chem").MolFromSmiles(smiles), highlightAtoms=[atom]
    )
    axes.imshow(Image.open(io.BytesIO(canvas.GetDrawingText())))
    axes.axis("off")
