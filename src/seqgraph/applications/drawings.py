"""Drawings of question 3.4: what is known of a listener, and a molecule as a graph."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import SIZE, SMALL, WIDTH, Place, Sheet, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, SERIES, TINT, WASH, ink_on

NODE = 0.24  # radius
CLOSEST = 0.55  # two atoms may lie to each other
ELEMENTS = {"H": "#e8eaed", "C": NEUTRAL, "N": SERIES[0], "O": HIGHLIGHT}

LISTENER_ALT = (
    "Two panels. Left, to recommend: a triangle of a user u, a friend v and an artist "
    "i. Solid lines say that u and v are friends and that v listens to i; a dashed "
    "line from u to i, in another colour, is to be found. Right, to train: u listens "
    "to i, by a solid line, and has no edge to another artist j; the score of u and i "
    "is to be larger than that of u and j, and the loss is minus the logarithm of the "
    "sigmoid of their difference."
)


def listener() -> Figure:
    """What is known and what is to be found about a user, an artist and a friend; and
    the triple of user, artist and other artist that BPR learns from (Rendle and others
    2009).

    Alt text: ``LISTENER_ALT``.

    Example:
        >>> listener().axes[0].texts[0].get_text()
        'To recommend'
    """
    sheet = Sheet(3.6)
    for x, text in ((0.2, "To recommend"), (4.0, "To train (BPR)")):
        sheet.label((x, 3.4), text, ha="left", bold=True)
    user, friend, artist = (0.5, 1.25), (1.65, 2.7), (2.8, 1.25)
    sheet.line(*shortened(user, friend, NODE, NODE))
    sheet.line(*shortened(friend, artist, NODE, NODE))
    sheet.line(*shortened(user, artist, NODE, NODE), colour=HIGHLIGHT, dashed=True)
    sheet.label((0.92, 2.15), "friends", ha="right")
    sheet.label((2.4, 2.15), "listens", ha="left")
    sheet.label((1.65, 1.42), "to be found", colour=HIGHLIGHT)
    _person(sheet, user, "$u$", "user")
    _person(sheet, friend, "$v$", "")
    sheet.label((friend[0] + 0.35, friend[1]), "friend", ha="left", colour=NEUTRAL)
    _artist(sheet, artist, "$i$", "artist")

    user, known, other = (4.35, 1.75), (6.2, 2.6), (6.2, 0.95)
    sheet.line(*shortened(user, known, NODE, NODE))
    sheet.line(*shortened(user, other, NODE, NODE), lit=False, dashed=True)
    sheet.label((5.1, 2.4), "listens", ha="right")
    sheet.label((5.1, 1.15), "no edge", ha="right", colour=NEUTRAL)
    sheet.label((6.2, 1.78), "$s_{ui}>s_{uj}$", colour=HIGHLIGHT)
    _person(sheet, user, "$u$", "")
    _artist(sheet, known, "$i$", "")
    _artist(sheet, other, "$j$", "")
    sheet.label(
        (4.0, 0.28),
        r"loss  $=\,-\ln\,\sigma(s_{ui}-s_{uj})$",
        size=13,
        ha="left",
        colour=HIGHLIGHT,
    )
    return sheet.figure


def _person(sheet: Sheet, at: Place, letter: str, name: str) -> None:
    sheet.circle(at, letter, NODE, size=15, fill=WASH, ink=DARK)
    sheet.label((at[0], at[1] - 0.42), name, colour=NEUTRAL)


def _artist(sheet: Sheet, at: Place, letter: str, name: str) -> None:
    sheet.box(at, letter, 2 * NODE, 2 * NODE, size=15, fill=TINT, ink=DARK, edge=DARK)
    sheet.label((at[0], at[1] - 0.42), name, colour=NEUTRAL)


def molecule(
    atoms: Sequence[str],
    places: Sequence[Place],
    bonds: Sequence[tuple[int, int, int]],
    features: Mapping[str, Sequence[object]],
) -> Figure:
    """A molecule as its structural formula and as a graph, with the atoms' features.

    Args:
        atoms: the element of each of N atoms, from 2 to 10.
        places: where each atom lies in the plane, in any unit, (N, 2).
        bonds: two atoms, counted from 0, and the bond's order, 1 to 3.
        features: by name, a value for each atom.

    Alt text: On the left the structural formula, with letters for the atoms and single
    and double lines for the bonds. On the right the same shape as a graph: a numbered
    circle for each atom, in its element's colour, and one edge for each bond with its
    order. Below, a table with a column for each atom and a row for each feature. Then
    name the molecule. The graph of a long molecule stands below its formula.

    Example:
        >>> features = {"hydrogens": [3, 1]}
        >>> figure = molecule("CO", [(0, 0), (1, 0)], [(0, 1, 1)], features)
        >>> [label.get_text() for label in figure.axes[0].texts][-3:]
        ['hydrogens', '3', '1']
    """
    if not 2 <= len(atoms) <= 10 or len(places) != len(atoms):
        raise InputError(
            "a molecule must have 2 to 10 atoms, each with a place; "
            f"got {len(atoms)} atoms and {len(places)} places"
        )
    for name, values in features.items():
        if len(values) != len(atoms):
            raise InputError(
                f"{name} must have a value for each of {len(atoms)} atoms; "
                f"got {len(values)}"
            )
    xy = np.asarray(places, float)
    xy = xy - (xy.min(0) + xy.max(0)) / 2
    wide, high = np.maximum(np.ptp(xy, axis=0), 1e-9)
    gaps = np.hypot(*(xy[:, None] - xy)[np.triu_indices(len(xy), 1)].T)
    scale = min(2.4 / wide, 2.0 / high, 0.95 / gaps.min())
    stacked = scale * gaps.min() < CLOSEST
    if stacked:
        scale = min(6.2 / wide, 2.0 / high, 0.95 / gaps.min())
    if scale * gaps.min() < CLOSEST:
        raise InputError(f"atoms lie too close to each other; got {places!r}")
    tall = float(high) * scale + 0.95
    row, table = 0.36, 0.36 * (len(features) + 1) + 0.25
    sheet = Sheet(table + (2 if stacked else 1) * tall + 0.4)
    low = table + tall / 2
    centres = (
        ((WIDTH / 2, low + tall), (WIDTH / 2, low))
        if stacked
        else ((1.65, low), (5.35, low))
    )
    formula, graph = (
        [(float(x) * scale + at_x, float(y) * scale + at_y) for x, y in xy]
        for at_x, at_y in centres
    )
    for (x, y), text in zip(centres, ("Structural formula", "Graph"), strict=True):
        left = 0.2 if x < 5 else 3.9
        sheet.label((left, y + tall / 2 + 0.1), text, ha="left", bold=True)
    if not stacked:
        sheet.arrow((3.2, low), (3.75, low), colour=NEUTRAL)
    for a, b, order in bonds:
        _bond(sheet, formula[a], formula[b], order)
        (xa, ya), (xb, yb) = graph[a], graph[b]
        centre = (xa + xb) / 2, (ya + yb) / 2
        sheet.line(*shortened(graph[a], centre, 0.17, 0.11))
        sheet.line(*shortened(centre, graph[b], 0.11, 0.17))
        sheet.label(centre, str(order), size=SMALL)
    left, step = 1.5, (WIDTH - 1.6) / len(atoms)
    for n, element in enumerate(atoms):
        colour = ELEMENTS.get(element, SERIES[1])
        sheet.label(formula[n], element, size=13)
        for at in (graph[n], (left + step * (n + 0.5), table - 0.18)):
            ink = ink_on(colour)
            sheet.circle(at, str(n + 1), 0.165, fill=colour, ink=ink, edge=colour)
    sheet.label((0.2, table - 0.18), "atom", ha="left", colour=NEUTRAL)
    for line, (name, values) in enumerate(features.items(), 1):
        y = table - 0.18 - row * line
        sheet.label((0.2, y), name, ha="left", colour=NEUTRAL)
        for n, value in enumerate(values):
            sheet.label((left + step * (n + 0.5), y), str(value), size=SIZE)
    return sheet.figure


def _bond(sheet: Sheet, a: Place, b: Place, order: int) -> None:
    """As many parallel lines as the bond's order, free of the atoms' letters."""
    (xa, ya), (xb, yb) = shortened(a, b, 0.15, 0.15)
    length = float(np.hypot(xb - xa, yb - ya))
    x, y = (ya - yb) / length, (xb - xa) / length
    for n in range(order):
        off = 0.08 * (n - (order - 1) / 2)
        sheet.line((xa + off * x, ya + off * y), (xb + off * x, yb + off * y))
