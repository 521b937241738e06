"""The drawing of the cover: what a recurrent and a graph network have in common."""

import itertools

from matplotlib.figure import Figure

from ..graphs.exhibits.example import EDGES, NODES, PLACES
from ..page.drawing import SMALL, Sheet, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, TINT

WORD = "once "  # read, and each time the next character is asked for
RADIUS = 0.2
RECEIVER = "D"


def kinds(caption: bool = True) -> Figure:
    """A recurrent network on a sequence beside a graph network on six nodes: in both, a
    state is made anew from what arrives.

    Args:
        caption: whether a line of words stands under each half.

    Alt text: On the left four boxes in a row, joined by arrows; the letters o, n, c, e
    go in from below, and n, c, e and a blank come out above. On the right six nodes A
    to F joined by edges; arrows lead to D from its neighbours. The
    arrows into one box and into node D have the same strong colour.

    Example:
        >>> len(kinds(caption=False).axes[0].texts) < len(kinds().axes[0].texts)
        True
    """
    foot = 0.55 if caption else 0.0
    sheet = Sheet(2.45 + foot)
    _recurrent(sheet, foot + 1.15)
    _graph(sheet, foot)
    if caption:
        for x, words in (
            (1.88, "a state, made of the one before"),
            (5.42, "a state, made of its neighbours"),
        ):
            sheet.label((x, 0.28), words, size=SMALL, colour=NEUTRAL)
    return sheet.figure


def _recurrent(sheet: Sheet, y: float) -> None:
    """The boxes of the left half, their middle at height ``y``."""
    half, pitch, left = 0.24, 0.84, 0.62
    receiver = 2
    for t, (now, then) in enumerate(itertools.pairwise(WORD)):
        x = left + pitch * t
        colour = HIGHLIGHT if t == receiver else DARK
        start = (0.12, y) if t == 0 else (x - pitch + half, y)
        sheet.arrow(start, (x - half, y), colour=colour)
        sheet.arrow((x, y - 0.72), (x, y - half), colour=colour)
        sheet.arrow((x, y + half), (x, y + 0.66))
        sheet.box((x, y), "$h$", 2 * half, 2 * half, fill=colour)
        sheet.label((x, y - 0.88), now, size=14)
        sheet.label((x, y + 0.84), then.replace(" ", "␣"), size=14, colour=NEUTRAL)
    end = left + pitch * (len(WORD) - 2) + half
    sheet.arrow((end, y), (end + 0.4, y))


def _graph(sheet: Sheet, foot: float) -> None:
    """The six nodes of the right half."""
    at = {
        j: (4.2 + 0.64 * x, foot + 1.15 + 1.1 * (y - 1)) for j, (x, y) in PLACES.items()
    }
    for a, b in EDGES:
        if RECEIVER not in (a, b):
            sheet.line(*shortened(at[a], at[b], RADIUS, RADIUS))
            continue
        sender = a if b == RECEIVER else b
        ends = shortened(at[sender], at[RECEIVER], RADIUS, RADIUS + 0.03)
        sheet.arrow(*ends, colour=HIGHLIGHT)
    for j in NODES:
        fill, ink = (HIGHLIGHT, "white") if j == RECEIVER else (TINT, HIGHLIGHT)
        sheet.circle(at[j], j, RADIUS, fill=fill, ink=ink, edge=HIGHLIGHT)
