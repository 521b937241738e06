"""Drawings of Part 3: messages on the six nodes, attention on one neighbourhood, and the
papers around one."""

import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
from matplotlib.figure import Figure

from ..page.drawing import (
    DARK,
    HIGHLIGHT,
    NEUTRAL,
    PALE,
    SMALL,
    TINT,
    WIDTH,
    Place,
    Sheet,
    known,
    shortened,
)
from .example import EDGES, NODES, PLACES

NODE = 0.2  # radius


def messages(node: str, features: Mapping[str, float], weight: float = 1.0) -> Figure:
    """The six nodes, and the GCN's messages to one of them, with its sum in numbers.

    Args:
        node: which node of A..F receives.
        features: a number h for each node.
        weight: W, one number.

    Alt text: Six nodes A to F with a number beside each, and the edges A–B, A–E, A–F,
    B–D, C–D, D–F. Arrows from the neighbours of the node, and one from itself, carry
    what arrives: W h divided by the root of the product of both degrees, each with its
    loop. Below, these are summed. Then name the node and the result.
    """
    known([node], NODES, "node")
    known(NODES, features, "node with a feature")
    near = {j: [k for edge in EDGES for k in edge if j in edge and k != j] for j in NODES}
    degree = {j: len(near[j]) + 1 for j in NODES}
    sheet = Sheet(4.1)
    at = {j: (0.75 + 1.38 * x, 0.75 + 1.6 * y) for j, (x, y) in PLACES.items()}
    sent = {
        j: weight * features[j] / math.sqrt(degree[j] * degree[node])
        for j in sorted({*near[node], node})
    }
    for a, b in EDGES:
        if node not in (a, b):
            sheet.line(at[a], at[b], lit=False)
    for j in near[node]:
        start, end = shortened(at[j], at[node], NODE, NODE + 0.03)
        sheet.arrow(start, end, colour=HIGHLIGHT)
        _beside(sheet, at[j], at[node], f"{sent[j]:.2f}")
    _loop(sheet, at[node], f"{sent[node]:.2f}")
    for j in NODES:
        part = j in sent
        fill, ink = (HIGHLIGHT, "white") if j == node else (TINT, HIGHLIGHT)
        sheet.circle(at[j], j, NODE, part, fill=fill, ink=ink, edge=HIGHLIGHT)
        below = at[j][0], at[j][1] - NODE - 0.17
        sheet.label(below, f"$h={features[j]:g}$", part, 12)
    return sheet.figure


def _beside(sheet: Sheet, a: Place, b: Place, text: str) -> None:
    """A number at the middle of an edge, off the line."""
    (xa, ya), (xb, yb) = a, b
    length = math.dist(a, b)
    across = (ya - yb) / length, (xb - xa) / length
    if across[1] < 0 or (across[1] == 0 and across[0] < 0):
        across = -across[0], -across[1]
    middle = (xa + xb) / 2 + 0.24 * across[0], (ya + yb) / 2 + 0.17 * across[1]
    sheet.label(middle, text, colour=HIGHLIGHT)


def _loop(sheet: Sheet, at: Place, text: str) -> None:
    """A node's message to itself."""
    x, y = at
    r = NODE
    sheet.arrow(
        (x - 0.1, y + 0.9 * r),
        (x - 0.1, y + 2.4 * r),
        (x + 0.1, y + 2.4 * r),
        (x + 0.1, y + 0.9 * r + 0.02),
        colour=HIGHLIGHT,
    )
    sheet.label((x, y + 2.4 * r + 0.16), text, colour=HIGHLIGHT)
