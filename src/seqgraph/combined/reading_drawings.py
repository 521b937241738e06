"""The drawing of question 3.5(a): what a graph network and a recurrent one see of the
same graph."""

import math
from collections.abc import Sequence

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import SIZE, Place, Sheet, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, TINT, WASH
from .families import Graph
from .traversals import written

NODE = 0.165  # radius
ROW = 0.27
APART = 0.12  # the most that arrows at one node are shifted
LEFT, RIGHT = (1.05, 2.75), (4.35, 6.85)  # where the columns of both tables stand


def two_readings(graph: Graph, order: Sequence[int]) -> Figure:
    """A graph as it is and as a sequence, each above the numbers that a network is
    given of it.

    Args:
        graph: from 3 to 6 nodes, whose letters are not drawn.
        order: in which the sequence lists the nodes.

    Alt text: On the left the graph, its nodes on a circle in the order of the sequence,
    above a table with a row and a column for each node and a 1 where two are linked. On
    the right the same nodes in a row, with an arrow from each back to the earlier ones
    that it is linked to, above a table with a column for each step and a 1 where the
    step lists a link so many places back. Then name the nodes, the links and the order.

    Example:
        >>> triangle = Graph((0, 0, 0), frozenset({(0, 1), (1, 2), (0, 2)}))
        >>> figure = two_readings(triangle, [2, 0, 1])
        >>> [label.get_text() for label in figure.axes[0].texts][:2]
        ['As a graph', 'As a sequence']
    """
    nodes = len(graph.letters)
    if not 3 <= nodes <= 6 or sorted(order) != [*range(nodes)]:
        raise InputError(
            "two_readings draws 3 to 6 nodes and each once in the order; "
            f"got {nodes} nodes and the order {[*order]}"
        )
    steps = written(graph, [*order])
    reach = max((back for _, backs in steps for back in backs), default=1)
    table = 0.45 + ROW * max(nodes, reach)
    sheet = Sheet(table + 2.55)
    top = table + 2.33
    sheet.label((0.2, top), "As a graph", ha="left", bold=True)
    sheet.label((3.45, top), "As a sequence", ha="left", bold=True)
    _circle(sheet, (sum(LEFT) / 2, table + 1.15), 0.82, graph, order)
    near = graph.neighbours
    links = [[int(j in near[i]) for j in range(nodes)] for i in range(nodes)]
    names = [str(node) for node in range(nodes)]
    _table(sheet, LEFT, table, "linked to", names, names, links)

    at = [(x, table + 0.55) for x in _columns(RIGHT, nodes)]
    later = [
        [t + back for back in range(1, nodes - t) if back in steps[t + back][1]]
        for t in range(nodes)
    ]
    for t, (_, backs) in enumerate(steps):
        for k, back in enumerate(backs):
            # Arrows that leave or reach one node stand apart; longer ones pass above.
            reached = later[t - back]
            start = at[t][0] - APART * k / max(len(backs) - 1, 1)
            end = at[t - back][0] + APART * (
                1 - reached.index(t) / max(len(reached) - 1, 1)
            )
            low, high = at[t][1] + NODE, at[t][1] + NODE + 0.12 + 0.24 * back
            sheet.arrow(
                (start, low), (start, high), (end, high), (end, low), colour=HIGHLIGHT
            )
        sheet.circle(at[t], str(order[t]), NODE, fill=WASH, ink=DARK)
    away = [f"{back} back" for back in range(1, reach + 1)]
    told = [[int(back in backs) for _, backs in steps] for back in range(1, reach + 1)]
    moments = [str(t + 1) for t in range(nodes)]
    _table(sheet, RIGHT, table, "step", moments, away, told)
    return sheet.figure


def _circle(
    sheet: Sheet, middle: Place, radius: float, graph: Graph, order: Sequence[int]
) -> None:
    """The nodes clockwise in this order, the first above, and the links between
    them."""
    at = {}
    for place, node in enumerate(order):
        turn = 2 * math.pi * place / len(order)
        x, y = radius * math.sin(turn), radius * math.cos(turn)
        at[node] = (middle[0] + x, middle[1] + y)
    for i, j in sorted(graph.edges):
        sheet.line(*shortened(at[i], at[j], NODE, NODE))
    for node, place in at.items():
        sheet.circle(place, str(node), NODE, fill=WASH, ink=DARK)


def _columns(ends: tuple[float, float], count: int) -> list[float]:
    width = (ends[1] - ends[0]) / count
    return [ends[0] + (n + 0.5) * width for n in range(count)]


def _table(
    sheet: Sheet,
    ends: tuple[float, float],
    top: float,
    corner: str,
    columns: Sequence[str],
    rows: Sequence[str],
    numbers: Sequence[Sequence[int]],
) -> None:
    """Zeros and ones below a row of names; the ones are lit."""
    left = ends[0] - 0.1
    places = _columns(ends, len(columns))
    sheet.label((left, top - 0.1), corner, ha="right", colour=NEUTRAL)
    for x, name in zip(places, columns, strict=True):
        sheet.label((x, top - 0.1), name, colour=NEUTRAL)
    for line, (name, row) in enumerate(zip(rows, numbers, strict=True), 1):
        y = top - 0.1 - ROW * line
        sheet.label((left, y), name, ha="right", colour=NEUTRAL)
        for x, number in zip(places, row, strict=True):
            if number:
                sheet.block((x - 0.16, y - 0.12), 0.32, 0.24, TINT)
            colour = HIGHLIGHT if number else NEUTRAL
            sheet.label((x, y), str(number), size=SIZE, colour=colour)
