"""Labels of a figure that collide with each other, with its border or with a line."""

import itertools
from typing import NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text


class Faults(NamedTuple):
    """What a reader could not read in a drawing."""

    pairs: list[tuple[str, str]]
    """Labels that overprint."""
    outside: list[str]
    """Labels that are not whole inside the figure."""
    struck: list[str]
    """Labels that a line or an outline runs through."""


def overlaps(figure: Figure) -> Faults:
    """Measure the boxes around a figure's labels, and find those that collide.

    Boxes that touch by less than half a point do not collide.
    """
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text for text in figure.findobj(Text) if _shown(text)]
    slack = figure.dpi / 144
    boxes = [text.get_window_extent(renderer).padded(-slack) for text in texts]
    names = [text.get_text() for text in texts]
    page = figure.bbox
    outlines = [
        patch.get_transform().transform_path(patch.get_path())
        for patch in figure.findobj(Patch)
        if patch.get_linewidth() or patch.get_fill()
    ]
    return Faults(
        [
            (names[a], names[b])
            for a, b in itertools.combinations(range(len(texts)), 2)
            if boxes[a].overlaps(boxes[b])
        ],
        [
            name
            for name, box in zip(names, boxes, strict=True)
            if not (page.containsx(box.x0) and page.containsx(box.x1))
            or not (page.containsy(box.y0) and page.containsy(box.y1))
        ],
        [
            name
            for name, box in zip(names, boxes, strict=True)
            if any(path.intersects_bbox(box, filled=False) for path in outlines)
        ],
    )


def _shown(text: Text) -> bool:
    return bool(text.get_text().strip()) and text.get_visible()
