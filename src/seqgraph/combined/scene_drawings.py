"""The drawing of question 3.5(b) that makes a graph of a scene."""

import itertools

from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from ..errors import InputError
from ..page.drawing import LINE, Place, Sheet, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, WASH
from .figures import PAINTS
from .scenes import ATTRIBUTES, RELATIONS, Scenes

NODE = 0.165  # radius
HALF = {"small": 0.13, "large": 0.22}  # of an object's width
PANEL = 1.9  # side of the square that the objects lie in
ROW = 0.27
APART = 0.035  # half the gap between two lines that join the same nodes


def scene_graph(scenes: Scenes) -> Figure:
    """The first of these scenes as one sees it and as a graph, above a table of who is
    nearest to whom in each relation.

    Args:
        scenes: the first has 2 to 4 objects, which are named a, b, c and d

    Alt text: On the left the scene from above, its front below: a square for a cube, a
    circle for a ball, a triangle for a cone, with a letter beside each. On the right a
    circle with a letter for each object at the same place; solid lines join neighbours
    from left to right, dashed ones neighbours from front to back. Below, a table with a
    column for each object and a row for each relation says which object is nearest.
    Then name the objects.

    Example:
        >>> import torch
        >>> from seqgraph.combined.scenes import draw
        >>> figure = scene_graph(draw(torch.tensor([3]), torch.Generator()))
        >>> [label.get_text() for label in figure.axes[0].texts][:2]
        ['Scene', 'Graph']
    """
    count = int(scenes.present[0].sum())
    if not 2 <= count <= 4:
        raise InputError(f"scene_graph draws 2 to 4 objects; got {count}")
    table = 0.35 + ROW * len(RELATIONS)
    sheet = Sheet(table + PANEL + 0.75)
    for x, text in ((0.2, "Scene"), (3.85, "Graph")):
        sheet.label((x, table + PANEL + 0.52), text, ha="left", bold=True)
    step = PANEL / count
    across, depth = scenes.across[0].tolist(), scenes.depth[0].tolist()
    seen, nodes = (
        [
            (
                left + (across[i] + 0.5) * step * 1.25,
                table + 0.25 + (depth[i] + 0.5) * step,
            )
            for i in range(count)
        ]
        for left in (0.45, 4.1)
    )
    sheet.ground((0.2, table + 0.25), 2.9, PANEL)
    sheet.ground((3.85, table + 0.25), 2.9, PANEL)
    sheet.arrow((3.2, table + 0.25 + PANEL / 2), (3.75, table + 0.25 + PANEL / 2))
    for places, side, dashed in ((across, 1, False), (depth, -1, True)):
        order = sorted(range(count), key=places.__getitem__)
        for i, j in itertools.pairwise(order):
            ends = _beside(nodes[i], nodes[j], side)
            sheet.line(*ends, dashed=dashed, colour=HIGHLIGHT if dashed else DARK)
    for i in range(count):
        size, colour, shape = (
            values[scenes.looks[0, i, name]]
            for name, values in enumerate(ATTRIBUTES.values())
        )
        _object(sheet, seen[i], HALF[size], PAINTS[colour], shape)
        sheet.label((seen[i][0] + HALF[size] + 0.14, seen[i][1]), _name(i))
        sheet.circle(nodes[i], _name(i), NODE, fill=WASH, ink=DARK)
    neighbours = scenes.neighbours[0, :, :count].tolist()
    _table(sheet, table, neighbours)
    return sheet.figure


def _name(index: int) -> str:
    return "–" if index < 0 else "abcd"[index]


def _beside(a: Place, b: Place, side: int) -> tuple[Place, Place]:
    """The line between two nodes, shifted a little to one side."""
    (xa, ya), (xb, yb) = shortened(a, b, NODE, NODE)
    if (xa, ya) > (xb, yb):
        side = -side
    length = ((xb - xa) ** 2 + (yb - ya) ** 2) ** 0.5
    x, y = side * APART * (ya - yb) / length, side * APART * (xb - xa) / length
    return (xa + x, ya + y), (xb + x, yb + y)


def _object(sheet: Sheet, at: Place, half: float, paint: str, shape: str) -> None:
    x, y = at
    if shape == "cube":
        sheet.block((x - half, y - half), 2 * half, 2 * half, paint, DARK, zorder=3)
    elif shape == "ball":
        sheet.circle(at, radius=half, fill=paint, ink=DARK)
    else:
        corners = [(x, y + half), (x - half, y - half), (x + half, y - half)]
        sheet.axes.add_artist(
            Polygon(corners, facecolor=paint, edgecolor=DARK, linewidth=LINE, zorder=3)
        )


def _table(sheet: Sheet, top: float, neighbours: list[list[int]]) -> None:
    """For each relation and object the one that is nearest."""
    xs = [2.2 + 0.9 * i for i in range(len(neighbours[0]))]
    sheet.label((0.2, top - 0.1), "object", ha="left", colour=NEUTRAL)
    for i, x in enumerate(xs):
        sheet.label((x, top - 0.1), _name(i), colour=NEUTRAL)
    for line, (relation, row) in enumerate(zip(RELATIONS, neighbours, strict=True), 1):
        y, dashed = top - 0.1 - ROW * line, relation in RELATIONS[2:]
        colour = HIGHLIGHT if dashed else DARK
        sheet.line((0.2, y), (0.5, y), dashed=dashed, colour=colour)
        sheet.label((0.6, y), f"{relation} it", ha="left", colour=NEUTRAL)
        for x, j in zip(xs, row, strict=True):
            sheet.label((x, y), _name(j))
