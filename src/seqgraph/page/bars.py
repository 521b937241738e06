"""Where it goes: shares of a whole as one bar."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from ..errors import InputError
from .drawing import WIDTH, Sheet
from .palette import NEUTRAL, PAPER, SERIES, ink_on

LEFT, RIGHT, TALL, STEP = 0.15, WIDTH - 0.15, 0.6, 0.26


def stacked(amounts: Mapping[str, float], whole: str) -> Figure:
    """The amounts as shares of their sum, side by side in one bar.

    Args:
        amounts: of each thing, in any unit, all above 0; at most seven.
        whole: what they add up to, in words.

    Alt text: A bar in as many parts as there are things; in each or beside it, its name
    and its share in percent. Then name the largest shares, in numbers.
    """
    if not 1 <= len(amounts) <= len(SERIES) or min(amounts.values()) <= 0:
        raise InputError(
            f"amounts must be 1 to {len(SERIES)}, all above 0; got {dict(amounts)}"
        )
    total = sum(amounts.values())
    measure = Sheet(1)
    inside, left, right = [], [], []
    x = LEFT
    for (name, amount), colour in zip(amounts.items(), SERIES, strict=False):
        share = amount / total
        percent = f"{100 * share:.0f} %" if share >= 0.005 else "< 1 %"
        part = name, percent, x, (RIGHT - LEFT) * share, colour
        x += part[3]
        room = part[3] - 0.12
        fits = max(measure.extent(measure.label((0, 0), t)).width for t in part[:2])
        middle = x - part[3] / 2
        (inside if fits < room else left if middle < WIDTH / 2 else right).append(part)

    foot = 0.2 + STEP * len(right) + (0.1 if right else 0)
    sheet = Sheet(foot + TALL + 0.55 + STEP * len(left) + (0.1 if left else 0))
    sheet.label((LEFT, sheet.height - 0.2), whole, ha="left", bold=True)
    for *_, start, width, colour in (*inside, *left, *right):
        sheet.block((start, foot), width, TALL, colour, edge=PAPER)
    for name, percent, start, width, colour in inside:
        at, ink = start + width / 2, ink_on(colour)
        sheet.label((at, foot + TALL / 2 + 0.12), name, colour=ink)
        sheet.label((at, foot + TALL / 2 - 0.13), percent, colour=ink)
    # Names without room in their part: those of the left half stand above the bar and
    # run to the right, the first one highest; those of the right half stand below and
    # run to the left, the last one lowest. So no line to a name crosses another name.
    for n, (name, percent, start, width, _) in enumerate(reversed(left), 1):
        at, y = start + width / 2, foot + TALL + STEP * n
        sheet.line((at, foot + TALL), (at, y + 0.07), colour=NEUTRAL, width=0.9)
        sheet.label((at + 0.06, y), f"{name} {percent}", ha="left")
    for n, (name, percent, start, width, _) in enumerate(right, 1):
        at, y = start + width / 2, foot - STEP * n
        sheet.line((at, foot), (at, y - 0.07), colour=NEUTRAL, width=0.9)
        sheet.label((at - 0.06, y), f"{name} {percent}", ha="right")
    return sheet.figure
