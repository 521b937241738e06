"""What the book's drawings share: paper, palette, boxes, circles, arrows and labels.

Lengths and places are in inches from the lower left corner, sizes of letters in points.
A part is lit or greyed out; that changes its colours and nothing else.
"""

from collections.abc import Collection, Sequence

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ..errors import InputError
from .palette import DARK, GROUND, HIGHLIGHT, LIGHT, NEUTRAL, PALE, PAPER, TINT

WIDTH = 7.0  # the width of the text
SMALL, SIZE, MATHS = 10.0, 11.0, 14.0  # of words, and of formulae, whose scripts shrink
LINE = 1.6  # points
HEAD = (0.13, 0.055)  # of an arrow: length, half its width
BEND = 0.09  # radius of a line's corner

Place = tuple[float, float]


class Sheet:
    """A drawing as wide as the text.

    The figure is transparent, and the drawing brings its own white paper: no colour has
    enough contrast on a white page and on a dark one.

    Example:
        >>> Sheet(3.0).figure.get_size_inches().tolist()
        [7.0, 3.0]
    """

    def __init__(self, height: float):
        self.height = height
        self.figure = Figure((WIDTH, height), facecolor="none")
        self.figure.set_layout_engine("none")
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH), ylim=(0, height), xticks=(), yticks=())
        self.axes.axis("off")
        self.axes.patch.set_visible(False)
        self.block((0, 0), WIDTH, height, PAPER)

    def label(
        self,
        at: Place,
        text: str,
        lit: bool = True,
        size: float | None = None,
        colour: str = DARK,
        ha: str = "center",
        bold: bool = False,
    ) -> Text:
        """Write ``text`` with the middle of its small letters at ``at``, so that labels
        in a row share their baseline. Without ``size``, formulae are larger."""
        size = size or (MATHS if "$" in text else SIZE)
        for letter in ("h^{", r"\delta^{"):  # the font leaves a gap after these
            text = text.replace(letter, letter + r"\!")
        x, y = at
        return self.axes.text(
            x,
            y - 0.36 * size / 72,
            text,
            ha=ha,
            va="baseline",
            fontsize=size,
            color=colour if lit else NEUTRAL,
            family="DejaVu Sans",
            math_fontfamily="cm",
            weight="bold" if bold else "normal",
            zorder=4,
        )

    def row(self, at: Place, pieces: Sequence[tuple[str, bool]], size: float) -> None:
        """Write pieces one after the other from ``at``, those that are lit in the
        highlight's colour."""
        x, y = at
        for text, lit in pieces:
            colour = HIGHLIGHT if lit else DARK
            label = self.label((x, y), text, size=size, colour=colour, ha="left")
            x = self.extent(label).x1

    def extent(self, text: Text) -> Bbox:
        """The box around a label."""
        renderer = FigureCanvasAgg(self.figure).get_renderer()
        window = text.get_window_extent(renderer)
        return window.transformed(self.axes.transData.inverted())

    def box(
        self,
        at: Place,
        text: str,
        width: float,
        height: float,
        lit: bool = True,
        size: float | None = None,
        fill: str = DARK,
        ink: str = "white",
        edge: str | None = None,
    ) -> None:
        """A box with round corners around ``at``: what has weights, or a thing."""
        self._round(at, width, height, 0.06, fill, edge or fill, lit)
        if text:
            self.label(at, text, lit, size, ink)

    def _round(
        self,
        at: Place,
        width: float,
        height: float,
        radius: float,
        fill: str,
        edge: str,
        lit: bool,
        zorder: float = 3,
    ) -> None:
        self.axes.add_artist(
            FancyBboxPatch(
                (at[0] - width / 2, at[1] - height / 2),
                width,
                height,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                facecolor=fill if lit else LIGHT,
                edgecolor=edge if lit else PALE,
                linewidth=LINE,
                zorder=zorder,
            )
        )

    def circle(
        self,
        at: Place,
        text: str = "",
        radius: float = 0.15,
        lit: bool = True,
        size: float | None = None,
        fill: str = TINT,
        ink: str = HIGHLIGHT,
        edge: str | None = None,
    ) -> None:
        """A circle around ``at``: an operation, or a node."""
        self.axes.add_artist(
            Circle(
                at,
                radius,
                facecolor=fill if lit else LIGHT,
                edgecolor=(edge or ink) if lit else PALE,
                linewidth=LINE,
                zorder=3,
            )
        )
        if text:
            self.label(at, text, lit, size, ink)

    def pill(self, at: Place, text: str, lit: bool = True) -> None:
        """An operation that needs a word."""
        self._round(at, 0.52, 2 * OPERATION, OPERATION, TINT, HIGHLIGHT, lit)
        self.label(at, text, lit, 12, HIGHLIGHT)

    def ground(self, corner: Place, width: float, height: float) -> None:
        """What lies behind parts that belong together, from its lower left corner."""
        at = corner[0] + width / 2, corner[1] + height / 2
        self._round(at, width, height, 0.15, GROUND, GROUND, True, zorder=0.5)

    def times(self, at: Place, lit: bool = True) -> None:
        """The elementwise product, ⊙."""
        self.circle(at, radius=OPERATION, lit=lit)
        self.dot(at, lit, HIGHLIGHT, zorder=4)

    def plus(self, at: Place, lit: bool = True) -> None:
        """The sum, ⊕."""
        self.circle(at, radius=OPERATION, lit=lit)
        colour = HIGHLIGHT if lit else NEUTRAL
        # Drawn, since a letter for it sits off the middle.
        for x, y in ((0.6, 0), (0, 0.6)):
            reach = np.multiply(OPERATION, (x, y))
            path = Path([at - reach, at + reach])
            self.axes.add_artist(
                PathPatch(path, edgecolor=colour, linewidth=LINE, zorder=4)
            )

    def line(
        self,
        *places: Place,
        lit: bool = True,
        colour: str = DARK,
        width: float = LINE,
        dashed: bool = False,
        head: bool = False,
    ) -> None:
        """A line through ``places`` with round corners; with a ``head`` it is an arrow
        to the last of them."""
        colour = colour if lit else PALE
        points = [np.asarray(place, float) for place in places]
        way = points[-1] - points[-2]
        way = way / np.hypot(*way)
        if head:
            self._head(points[-1], way, colour)
            points[-1] = points[-1] - 0.9 * HEAD[0] * way
        self.axes.add_artist(
            PathPatch(
                _rounded(points),
                fill=False,
                edgecolor=colour,
                linewidth=width,
                linestyle=(0, (3, 2)) if dashed else "-",
                capstyle="butt" if dashed or head else "round",
                zorder=1,
            )
        )

    def arrow(self, *places: Place, lit: bool = True, colour: str = DARK) -> None:
        """A line that ends in an arrowhead."""
        self.line(*places, lit=lit, colour=colour, head=True)

    def _head(self, tip: np.ndarray, way: np.ndarray, colour: str) -> None:
        length, half = HEAD
        across = np.array([-way[1], way[0]])
        base = tip - length * way
        corners = [tip, base + half * across, base - half * across]
        self.axes.add_artist(Polygon(corners, facecolor=colour, linewidth=0, zorder=2))

    def dot(
        self, at: Place, lit: bool = True, colour: str = DARK, zorder: float = 2
    ) -> None:
        """Where a line forks, or the middle of ⊙."""
        colour = colour if lit else PALE if zorder < 3 else NEUTRAL
        self.axes.add_artist(
            Circle(at, 0.042, facecolor=colour, linewidth=0, zorder=zorder)
        )

    def block(
        self,
        corner: Place,
        width: float,
        height: float,
        fill: str,
        edge: str | None = None,
        zorder: float = 0,
    ) -> None:
        """A bar or a cell, from its lower left corner."""
        self.axes.add_artist(
            Rectangle(
                corner,
                width,
                height,
                facecolor=fill,
                edgecolor=edge or fill,
                linewidth=0.8 if edge else 0,
                zorder=zorder,
            )
        )


OPERATION = 0.15  # radius of an operation's circle


def known(names: Collection[str], choices: Collection[str], thing: str) -> set[str]:
    """The names as a set; InputError if one is not among the choices.

    Example:
        >>> known(["f"], choices="figo", thing="gate")
        {'f'}
    """
    for name in names:
        if name not in choices:
            listed = ", ".join(sorted(choices))
            raise InputError(f"unknown {thing} {name!r}; one of: {listed}")
    return set(names)


def shortened(a: Place, b: Place, start: float, end: float) -> tuple[Place, Place]:
    """The straight way from a to b without its first and last stretch.

    Example:
        >>> shortened((0, 0), (4, 0), start=1, end=0.5)
        ((1.0, 0.0), (3.5, 0.0))
    """
    (xa, ya), (xb, yb) = a, b
    length = float(np.hypot(xb - xa, yb - ya))
    x, y = (xb - xa) / length, (yb - ya) / length
    return (xa + start * x, ya + start * y), (xb - end * x, yb - end * y)


def _rounded(points: list[np.ndarray]) -> Path:
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        for end in (before, after):
            reach = np.hypot(*(end - corner))
            place = corner + (end - corner) * min(BEND, reach / 2) / reach
            vertices += [place] if end is before else [corner, place]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path(np.array([*vertices, points[-1]]), [*codes, Path.LINETO])
