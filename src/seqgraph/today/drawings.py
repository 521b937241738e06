"""Drawings of page 1.4b: three ways from what is read to what is known, and a scan in
numbers."""

import math
from collections.abc import Sequence

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import Place, Sheet, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, TINT

RADIUS = 0.17  # of a node


def three_ways(steps: int = 4) -> Figure:
    """How the last of some steps learns of the first: along a chain, by a scan, over
    edges to all.

    Args:
        steps: T, from 2 to 5.

    Alt text: Three panels, each with a row of nodes 1 to T at the bottom, what is read,
    and one at the top, what is known. Carried: each top node has an arrow from the one
    to its left and from the node below it. Joined: rows between, each node with arrows
    from the one below it and from one that stands 1, then 2, then 4 places further
    left. Looked up: each top node has an arrow from every bottom node up to its own
    place. Below each panel, how many rounds it takes one after the other, and how many
    arrows.

    Example:
        >>> texts = [label.get_text() for label in three_ways(4).axes[0].texts]
        >>> texts[-3:]
        ['10 arrows', '1 round', 'looked up']
    """
    if not 2 <= steps <= 5:
        raise InputError(f"three_ways draws 2 to 5 steps; got {steps}")
    sheet = Sheet(3.55)
    columns = range(steps)
    chain = [((t, 0), (t, 1)) for t in columns]
    chain += [((t, 1), (t + 1, 1)) for t in range(steps - 1)]
    rounds = math.ceil(math.log2(steps))
    joins = []
    for k in range(rounds):
        joins += [((t, k), (t, k + 1)) for t in columns]
        joins += [((t - 2**k, k), (t, k + 1)) for t in range(2**k, steps)]
    edges = [((s, 0), (t, 1)) for t in columns for s in range(t + 1)]
    ways = {
        "carried": (chain, 1, steps),
        "joined": (joins, rounds, rounds),
        "looked up": (edges, 1, 1),
    }
    for panel, (name, (arrows, rows, in_turn)) in enumerate(ways.items()):
        left = 0.12 + 2.31 * panel
        _way(sheet, left, steps, arrows, rows)
        many = "s" * (in_turn > 1)
        middle = left + 1.07
        sheet.label((middle, 0.22), f"{len(arrows)} arrows", colour=NEUTRAL)
        sheet.label((middle, 0.5), f"{in_turn} round{many}", colour=HIGHLIGHT)
        sheet.label((middle, 3.32), name, bold=True)
    return sheet.figure


def _way(
    sheet: Sheet,
    left: float,
    steps: int,
    arrows: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    rows: int,
) -> None:
    """Nodes in rows 0 (read) to ``rows`` (known), and arrows between them."""
    pitch, low, high = 1.64 / (steps - 1), 1.1, 2.75
    sheet.ground((left, 0.75), 2.14, 2.35)

    def at(node: tuple[int, int]) -> Place:
        return left + 0.25 + pitch * node[0], low + (high - low) * node[1] / rows

    def radius(node: tuple[int, int]) -> float:
        return RADIUS if node[1] in (0, rows) else 0.1

    for start, end in arrows:
        ends = shortened(at(start), at(end), radius(start), radius(end) + 0.02)
        sheet.arrow(*ends, colour=HIGHLIGHT if start[0] != end[0] else DARK)
    for row in range(rows + 1):
        for t in range(steps):
            sheet.circle(
                at((t, row)),
                str(t + 1) if row in (0, rows) else "",
                radius((t, row)),
                fill=TINT if row == rows else "white",
                ink=HIGHLIGHT if row == rows else DARK,
            )


def scan_in_numbers(a: Sequence[float], b: Sequence[float], start: float) -> Figure:
    """A scan of h(t) = a(t) h(t-1) + b(t), round by round.

    Args:
        a: a number for each of 2 or 3 steps.
        b: as many.
        start: h(0).

    Alt text: Columns for the steps. The top row has each step's pair (a, b). In each
    row below, a pair is joined to the one 1, then 2 places to its left, which an arrow
    shows; a pair without one there is carried down. The bottom row has the states
    h(t) = a h(0) + b, from the pairs above them. Name the pairs and the states.

    Example:
        >>> figure = scan_in_numbers([0.5, 1, 0.5], [1, -1, 3], start=4)
        >>> figure.axes[0].texts[-1].get_text()
        '4'
    """
    steps = len(a)
    if not 2 <= steps <= 3 or len(b) != steps:
        raise InputError(
            "scan_in_numbers draws 2 or 3 steps, each with a and b; "
            f"got {steps} and {len(b)}"
        )
    pairs = list(zip(a, b, strict=True))
    rounds = math.ceil(math.log2(steps))
    pitch, drop = 5.5 / steps, 0.85
    sheet = Sheet(1.05 + drop * (rounds + 1))
    wide, tall = 1.5, 0.4

    def at(t: int, row: int) -> Place:
        return 1.35 + pitch * (t + 0.5), sheet.height - 0.68 - drop * row

    def beside(row: int, text: str) -> None:
        sheet.label((0.12, at(0, row)[1]), text, ha="left", colour=NEUTRAL)

    for t in range(steps):
        sheet.label((at(t, 0)[0], sheet.height - 0.22), f"step {t + 1}", colour=NEUTRAL)
    beside(0, "pairs (a, b)")
    for row in range(rounds + 1):
        reach = 2 ** (row - 1) if row else steps
        joined = list(pairs)
        for t in range(reach, steps):
            (a_1, b_1), (a_2, b_2) = pairs[t - reach], pairs[t]
            joined[t] = a_2 * a_1, a_2 * b_1 + b_2
        pairs = joined
        for t, pair in enumerate(pairs):
            x, y = at(t, row)
            new = t >= reach
            fill, ink = (TINT, HIGHLIGHT) if new else ("white", DARK)
            text = f"({_short(pair[0])}, {_short(pair[1])})"
            sheet.box((x, y), text, wide, tall, fill=fill, ink=ink, edge=ink)
            if row:
                above = y + drop - tall / 2
                sheet.arrow((x, above), (x, y + tall / 2))
                if new:
                    side = at(t - reach, row)[0] + 0.25
                    sheet.arrow(
                        (side, above), (x - 0.25, y + tall / 2), colour=HIGHLIGHT
                    )
        if row:
            beside(row, f"round {row}")
    sheet.label((0.12, 0.3), f"h(0) = {_short(start)}", ha="left", bold=True)
    for t, (a_t, b_t) in enumerate(pairs):
        x, y = at(t, rounds)
        sheet.arrow((x, y - tall / 2), (x, 0.5))
        sheet.label((x, 0.3), _short(a_t * start + b_t), bold=True)
    return sheet.figure


def _short(number: float) -> str:
    return f"{number:.3g}".replace("-", "−")
