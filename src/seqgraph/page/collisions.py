"""Labels of a figure that collide with each other, with its border or with a line."""

import itertools
from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox


class Label(NamedTuple):
    """A label as it is drawn."""

    text: Text
    box: Bbox
    """Half a point inside the box around it, in pixels."""
    ground: str | None
    """The colour of the last shape below that holds all of it."""
    struck: bool
    """Whether an outline runs through it that no shape covers."""


class Faults(NamedTuple):
    """What a reader could not read in a drawing."""

    pairs: list[tuple[str, str]]
    """Labels that overprint."""
    outside: list[str]
    """Labels that are not whole inside the figure."""
    struck: list[str]
    """Labels that a line or an outline runs through."""


def labels(figure: Figure) -> list[Label]:
    """Every label that is shown, and what it stands on."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    patches = [each for each in figure.findobj(Patch) if isinstance(each, Patch)]
    shapes = []
    for patch in sorted(patches, key=lambda patch: patch.zorder):
        if patch.get_visible() and (patch.get_linewidth() or patch.get_fill()):
            path = patch.get_transform().transform_path(patch.get_path())
            # No curve leaves the points that steer it: elsewhere it need not be asked.
            points = np.asarray(path.vertices)
            low, high = points.min(axis=0), points.max(axis=0)
            filled = to_rgba(patch.get_facecolor())[3] > 0
            shapes.append((patch, path, Bbox([low, high]), filled))
    found = []
    for text in figure.findobj(Text):
        if not isinstance(text, Text) or not text.get_text().strip():
            continue
        box = text.get_window_extent(renderer).padded(-figure.dpi / 144)
        ground, struck = None, False
        for patch, path, around, filled in shapes:
            if not around.overlaps(box):
                continue
            if filled and path.contains_points(box.corners()).all():
                ground, struck = to_hex(patch.get_facecolor()), False
            elif path.intersects_bbox(box, filled=False):
                struck = True
        found.append(Label(text, box, ground, struck))
    return found


def overlaps(figure: Figure, found: list[Label] | None = None) -> Faults:
    """Find the labels that collide. Boxes that touch by less than a point do not.

    Args:
        figure: the drawing.
        found: its labels, where they are known.
    """
    found = labels(figure) if found is None else found
    page = figure.bbox
    return Faults(
        [
            (a.text.get_text(), b.text.get_text())
            for a, b in itertools.combinations(found, 2)
            if a.box.overlaps(b.box)
        ],
        [
            each.text.get_text()
            for each in found
            if not all(page.contains(x, y) for x, y in each.box.corners())
        ],
        [each.text.get_text() for each in found if each.struck],
    )
