"""Three evenings in a restaurant: what a training step may wait for, as drawings for
the page on costs."""

import itertools
from collections.abc import Sequence

from matplotlib.figure import Figure

from ..page.drawing import SMALL, Place, Sheet
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, PALE, TINT, WARM, WASH

HOUSE, GAP = 2.2, 0.14  # width of a house and distance to the next
FLOOR, ROOF, FOOT = 1.5, 2.75, 0.5  # of the kitchen, above the ground of the cellar
STEPS = 5
TRIPS, PANEL = 8, 3.37  # to the cellar, and the width of a panel that shows them
ROWS, COLUMNS = 4, 9  # of a few of the cooks of a large kitchen
EVENINGS = ("Monday", "Tuesday", "Wednesday")
WORK = ("a hundred radishes", "a ton of potatoes", "one large stew")
WHO = ("the waiter", "the stairs", "the cook")


def restaurant() -> Figure:
    """A house in section, three times: a waiter and a cook at the stove, and below them
    a cellar with stairs. Who is waited for is lit.

    Alt text: Three houses side by side. Monday, a hundred radishes: slip after slip
    flies from the waiter to the cook, and the waiter is lit. Tuesday, a ton of
    potatoes: sacks stand on every step of the stairs, which are lit; waiter and cook
    stand idle. Wednesday, one large stew: the cook, lit, stirs a steaming pot as large
    as the stove.

    Example:
        >>> [text.get_text() for text in restaurant().axes[0].texts][:3]
        ['Monday', 'a hundred radishes', 'the waiter']
    """
    sheet = Sheet(3.5)
    for evening, (name, work, who) in enumerate(zip(EVENINGS, WORK, WHO, strict=True)):
        x = 0.06 + evening * (HOUSE + GAP)
        _house(sheet, x, evening)
        middle = x + HOUSE / 2
        sheet.label((middle, 3.2), name, bold=True)
        sheet.label((middle, 2.94), work, size=SMALL, colour=NEUTRAL)
        sheet.label((middle, 0.22), who, bold=True, colour=HIGHLIGHT)
    return sheet.figure


def _house(sheet: Sheet, x: float, evening: int) -> None:
    monday, tuesday, wednesday = (evening == k for k in range(3))
    steps = _walls(sheet, x, HOUSE, STEPS, 0.17, tuesday)
    if tuesday:
        for across, up in steps:
            _sack(sheet, (across, up + 0.09), True)
    # The stove, with what stands on it.
    stove = x + 1.52
    sheet.block((stove, FLOOR), 0.56, 0.36, DARK)
    wide, high = (0.5, 0.4) if wednesday else (0.24, 0.14)
    pot = WARM if wednesday else PALE
    sheet.block((stove + 0.28 - wide / 2, FLOOR + 0.36), wide, high, pot, DARK, 1)
    if wednesday:
        for k in range(3):
            steam = stove + 0.12 + 0.16 * k
            for y in (0.84, 0.96):
                sheet.line(
                    (steam, FLOOR + y), (steam + 0.05, FLOOR + y + 0.08), colour=NEUTRAL
                )
    idle = ((0.1, 0.22), (-0.1, 0.22))
    stirs = ((0.3, 0.5), (0.26, 0.42))
    _person(sheet, x + 1.26, wednesday, stirs if wednesday else idle, hat=True)
    calls = ((0.26, 0.56), (-0.12, 0.24))
    _person(sheet, x + 0.3, monday, calls if monday else idle)
    for k in range(9 if monday else 1):
        slip = (
            x + (0.5 + 0.075 * k if monday else 1.0),
            FLOOR + (0.62, 0.78, 0.7)[k % 3],
        )
        sheet.block(slip, 0.055, 0.085, TINT, HIGHLIGHT if monday else NEUTRAL, 1)


def trips() -> Figure:
    """Two kitchens, side by side: one fetches everything from the cellar anew for each
    of eight things to do, one does all eight to a tray before it fetches the next.

    Alt text: Two kitchens above their cellars. On the left, one thing at a time: a
    sack stands on every one of eight steps, numbered 1 to 8. Stairs and sacks are lit,
    with an arrow up and one down: eight trips. On the right, tray by tray: one tray is
    on the stairs, and one, lit, lies on a shelf beside the stove, with the numbers 1 to
    8 above it: one trip.

    Example:
        >>> words = [text.get_text() for text in trips().axes[0].texts]
        >>> [word for word in words if "trip" in word]
        ['8 trips to the cellar', '1 trip, and 8 things at the shelf']
    """
    sheet = Sheet(3.2)
    for panel, (name, below) in enumerate(
        (
            ("one thing at a time", f"{TRIPS} trips to the cellar"),
            ("tray by tray", f"1 trip, and {TRIPS} things at the shelf"),
        )
    ):
        x, trays = 0.06 + panel * (PANEL + GAP), panel == 1
        sheet.label((x + PANEL / 2, 2.97), name, bold=True)
        sheet.label((x + PANEL / 2, 0.22), below, bold=True, colour=HIGHLIGHT)
        steps = _walls(sheet, x, PANEL, TRIPS, 0.2, not trays)
        sheet.block((x + 2.72, FLOOR), 0.56, 0.36, DARK)
        sheet.block((x + 2.88, FLOOR + 0.36), 0.24, 0.14, PALE, DARK, 1)
        shelf = x + 1.3, FLOOR + 0.42
        sheet.line(shelf, (shelf[0] + 0.86, shelf[1]), colour=DARK)
        for foot in (0.1, 0.76):
            sheet.line((shelf[0] + foot, shelf[1]), (shelf[0] + foot, FLOOR + 0.01))
        if trays:
            middle = steps[TRIPS // 2]
            for corner, lit in ((middle, False), (shelf, True)):
                _tray(sheet, (corner[0] - 0.3 * (not lit), corner[1] + 0.05), lit)
            for k in range(TRIPS):
                at = x + 1.14 + 0.15 * k, FLOOR + 0.9
                sheet.label(at, str(k + 1), size=SMALL)
        else:
            for k, (across, up) in enumerate(steps):
                at, number = (across, up + 0.11), str(k + 1)
                sheet.circle(at, number, radius=0.1, size=SMALL)
        top = (1.3, -0.2) if trays else (1.62, -0.02)
        up = (x + 0.72, FOOT + 0.42), (x + top[0], FLOOR + top[1])
        down = (x + 2.5, FLOOR - 0.16), (x + 1.25, FOOT + 0.1)
        for way in (up, down)[: 1 if trays else 2]:
            sheet.arrow(*way, colour=NEUTRAL if trays else HIGHLIGHT)
        reach = ((0.2, 0.36), (-0.2, 0.3)) if trays else ((0.1, 0.22), (-0.1, 0.22))
        _person(sheet, x + 2.44, False, reach, hat=True)
        _person(sheet, x + 0.3, False, ((0.1, 0.22), (-0.1, 0.22)))
    return sheet.figure


def large_kitchen() -> Figure:
    """A GPU's kitchen, side by side with small and with large products: very many cooks
    and one waiter, who calls an order and does not wait until it is cooked.

    Alt text: Two kitchens with one waiter and many rows of cooks. On the left, small
    products: the waiter is lit and calls, one slip is on its way, and every cook reads
    a newspaper. On the right, large products: slips hang close together on a rail, the
    waiter stands idle, and every cook, lit, has a pot in front of him.

    Example:
        >>> [text.get_text() for text in large_kitchen().axes[0].texts]
        ['small products', 'the waiter', 'large products', 'the cooks']
    """
    sheet = Sheet(2.55)
    for panel, (name, who) in enumerate(
        (("small products", "the waiter"), ("large products", "the cooks"))
    ):
        x, large = 0.06 + panel * (PANEL + GAP), panel == 1
        middle = x + PANEL / 2
        sheet.label((middle, 2.38), name, bold=True)
        sheet.label((middle, 0.16), who, bold=True, colour=HIGHLIGHT)
        sheet.block((x, 0.32), PANEL, 1.9, WASH)
        rail = 2.1
        sheet.line((x + 0.12, rail), (x + PANEL - 0.12, rail))
        for k in range(24 if large else 0):
            slip = x + 0.17 + 0.128 * k, rail - 0.15
            sheet.block(slip, 0.085, 0.15, TINT, DARK, 2)
        for row in range(ROWS):
            for column in range(COLUMNS):
                at = x + 0.86 + 0.265 * column, 0.58 + 0.39 * row
                _small_cook(sheet, at, large)
        hands = ((0.1, 0.22), (-0.1, 0.22)) if large else ((0.26, 0.56), (-0.12, 0.24))
        _person(sheet, x + 0.26, not large, hands, floor=0.34)
        if not large:
            sheet.block((x + 0.56, 0.94), 0.055, 0.085, TINT, HIGHLIGHT, 4)
            for rise in (-0.05, 0.0, 0.05):  # hoarse
                mouth = x + 0.38, 1.01 + rise / 2
                sheet.line(mouth, (x + 0.47, 1.01 + 1.6 * rise), colour=HIGHLIGHT)
    return sheet.figure


def _small_cook(sheet: Sheet, at: Place, busy: bool) -> None:
    """A cook with a newspaper, or busy with a pot, around the middle of his head."""
    x, y = at
    ink = HIGHLIGHT if busy else NEUTRAL
    sheet.circle(at, radius=0.065, fill="white", edge=ink, ink=ink)
    sheet.block((x - 0.055, y + 0.05), 0.11, 0.08, "white", ink, 5)
    if busy:
        sheet.block((x - 0.09, y - 0.21), 0.18, 0.12, WARM, DARK, 4)
        return
    sheet.block((x - 0.11, y - 0.22), 0.22, 0.16, "white", ink, 4)
    for left in (-0.085, 0.02):
        for line in (0.1, 0.135, 0.17):
            sheet.block((x + left, y - line - 0.008), 0.065, 0.012, PALE, zorder=5)


def _walls(
    sheet: Sheet, x: float, wide: float, steps: int, run: float, lit: bool
) -> list[Place]:
    """A kitchen above a cellar with sacks, and stairs; the middles of their steps."""
    sheet.block((x, FLOOR), wide, ROOF - FLOOR, WASH)
    sheet.block((x, FOOT), wide, FLOOR - FOOT, "#ece7e1")  # earth
    left, rise = x + 0.75, (FLOOR - FOOT) / steps
    corners = [(left, FOOT)]
    for k in range(steps):
        corners += [(left + k * run, FOOT + (k + 1) * rise)]
        corners += [(left + (k + 1) * run, FOOT + (k + 1) * rise)]
    for start, end in itertools.pairwise(corners):
        sheet.line(start, end, colour=HIGHLIGHT if lit else NEUTRAL)
    for k in range(7):  # what lies in the cellar
        _sack(sheet, (x + 0.12 + 0.15 * (k % 4), FOOT + 0.09 + 0.16 * (k // 4)), False)
    return [(left + (k + 0.5) * run, FOOT + (k + 1) * rise) for k in range(steps)]


def _tray(sheet: Sheet, corner: Place, lit: bool) -> None:
    """A tray with five sacks, from its lower left corner."""
    x, y = corner
    sheet.block((x + 0.02, y - 0.02), 0.82, 0.05, HIGHLIGHT if lit else DARK, zorder=2)
    for k in range(5):
        _sack(sheet, (x + 0.12 + 0.155 * k, y + 0.12), lit)


def _sack(sheet: Sheet, at: Place, lit: bool) -> None:
    ink = HIGHLIGHT if lit else NEUTRAL
    sheet.circle(at, radius=0.075, fill=TINT if lit else PALE, edge=ink, ink=ink)


def _person(
    sheet: Sheet,
    x: float,
    lit: bool,
    hands: Sequence[Place],
    hat: bool = False,
    floor: float = FLOOR,
) -> None:
    """Somebody who stands on the floor; the hands are seen from the feet."""
    ink = HIGHLIGHT if lit else NEUTRAL
    hip, neck = (x, floor + 0.28), (x, floor + 0.56)
    for foot in (-0.08, 0.08):
        sheet.line((x + foot, floor + 0.01), hip, colour=ink)
    sheet.line(hip, neck, colour=ink)
    for dx, dy in hands:
        sheet.line((x, floor + 0.5), (x + dx, floor + dy), colour=ink)
    sheet.circle((x, floor + 0.66), radius=0.095, fill="white", edge=ink, ink=ink)
    if hat:
        sheet.block((x - 0.08, floor + 0.74), 0.16, 0.13, "white", ink, 5)
