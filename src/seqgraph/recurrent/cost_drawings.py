"""Drawings of what a training step costs: what there is to wait for, which of these
takes longest, and how often a number is used."""

import math
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from ..errors import InputError
from ..page.drawing import SMALL, WIDTH, Sheet
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, TINT, WASH
from .intensity import Rates


def kitchen(rates: Rates) -> Figure:
    """A kitchen as a machine: a waiter, a cellar with its stairs, and a cook, and what
    each of them does in a second.

    Alt text: Three boxes in a row: the cellar, which is memory; the cook, the
    processor; the waiter, Python. Arrows lead to and fro between cellar and cook, the
    stairs, and from the waiter to the cook, the orders. Each has a number: how many
    numbers a second take the stairs, how many multiply-adds a second the cook does, how
    long an order takes to call.

    Example:
        >>> figure = kitchen(Rates(computed=48e9, moved=4e9, asked=2e-6))
        >>> [text.get_text() for text in figure.axes[0].texts][-2:]
        ['48 billion', 'multiply-adds a second']
    """
    sheet, y, wide = Sheet(1.75), 1.15, 1.2
    cellar, cook, waiter = 0.8, WIDTH / 2, WIDTH - 0.8
    for x, name, part in (
        (cellar, "cellar", "memory"),
        (cook, "cook", "processor"),
        (waiter, "waiter", "Python"),
    ):
        sheet.box((x, y), "", wide, 0.68, fill=WASH, edge=DARK)
        sheet.label((x, y + 0.14), name, bold=True)
        sheet.label((x, y - 0.15), part, colour=NEUTRAL)
    edge = wide / 2 + 0.08
    sheet.arrow((cellar + edge, y + 0.09), (cook - edge, y + 0.09))
    sheet.arrow((cook - edge, y - 0.09), (cellar + edge, y - 0.09))
    sheet.arrow((waiter - edge, y), (cook + edge, y))
    for x, name, amount, unit in (
        (
            cellar + cook,
            "stairs",
            f"{rates.moved / 1e9:.1f} billion",
            "numbers a second",
        ),
        (cook + waiter, "orders", f"{1e6 * rates.asked:.1f} µs", "each"),
        (2 * cook, "", f"{rates.computed / 1e9:.0f} billion", "multiply-adds a second"),
    ):
        below = y - (0.34 if name else 0.74)
        sheet.label((x / 2, y + 0.34), name, bold=True)
        sheet.label((x / 2, below), amount, colour=HIGHLIGHT)
        sheet.label((x / 2, below - 0.22), unit, colour=HIGHLIGHT)
    return sheet.figure


def to_scale(times: Mapping[str, tuple[str, float]]) -> Figure:
    """How long each would take alone, as bars to scale: who keeps the guests waiting.

    Args:
        times: by who does it, what there is to do and its seconds, above 0; at most
            four.

    Alt text: A bar for each, one below the other, to scale, with what there is to do
    and the time it takes. The longest is lit.

    Raises:
        InputError: none or more than four, or a time that is not above 0.

    Example:
        >>> figure = to_scale({"waiter": ("1 order", 2e-6), "cook": ("a stew", 1e-3)})
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['waiter', '1 order: 2 µs', 'cook', 'a stew: 1 ms']
    """
    if not 1 <= len(times) <= 4 or min(seconds for _, seconds in times.values()) <= 0:
        raise InputError(f"times must be 1 to 4, all above 0; got {dict(times)}")
    left, room, row, tall = 0.85, WIDTH - 1.0, 0.34, 0.24
    sheet = Sheet(row * len(times) + 0.1)
    longest = max(seconds for _, seconds in times.values())
    for place, (who, (work, seconds)) in enumerate(times.items()):
        y, wide = sheet.height - (place + 0.65) * row, room * seconds / longest
        lit, within = seconds == longest, wide > room / 2
        sheet.label((left - 0.1, y), who, ha="right", bold=lit)
        colour = HIGHLIGHT if lit else DARK
        sheet.block((left, y - tall / 2), wide, tall, colour)
        sheet.label(
            (left + 0.1 + wide * (not within), y),
            f"{work}: {briefly(seconds)}",
            ha="left",
            size=SMALL,
            colour="white" if within else colour,
        )
    return sheet.figure


def potatoes(uses: Mapping[str, int]) -> Figure:
    """How often each number is used once it is up: a potato, cut as often.

    Args:
        uses: by what is done, how many times a number is used; at most three, each at
            least 1.

    Alt text: Potatoes side by side, on boards. Each is cut as many times as a number
    is used, and below it stands how often; the one that is cut most is lit.

    Raises:
        InputError: none or more than three, or one that is never cut.

    Example:
        >>> [text.get_text() for text in potatoes({"a sum": 1}).axes[0].texts]
        ['a sum: used once']
    """
    if not 1 <= len(uses) <= 3 or min(uses.values()) < 1:
        raise InputError(f"uses must be 1 to 3, each at least 1; got {dict(uses)}")
    sheet, across, up = Sheet(1.3), 0.85, 0.3
    for place, (what, times) in enumerate(uses.items()):
        middle, y = WIDTH * (place + 0.5) / len(uses), 0.83
        lit = times == max(uses.values()) and times > min(uses.values())
        ink = HIGHLIGHT if lit else DARK
        sheet.block((middle - 1.0, y - up - 0.07), 2.0, 0.07, NEUTRAL)
        skin = Ellipse(
            (middle, y), 2 * across, 2 * up, facecolor=TINT, edgecolor=ink, lw=1.2
        )
        sheet.axes.add_patch(skin)
        for cut in range(times):
            off = 2 * (cut + 1) / (times + 1) - 1
            reach = 1.08 * up * math.sqrt(1 - off**2) + 0.02
            x = middle + off * across
            width = 1.2 if times < 10 else 0.5
            sheet.line((x, y - reach), (x, y + reach), colour=ink, width=width)
        often = "once" if times == 1 else f"{times} times"
        sheet.label((middle, 0.22), f"{what}: used {often}", bold=lit, colour=ink)
    return sheet.figure


def briefly(seconds: float) -> str:
    """A short time with its unit, to two digits.

    Example:
        >>> briefly(0.00136), briefly(1.84e-4), briefly(2e-11)
        ('1.4 ms', '180 µs', 'under 0.1 µs')
    """
    if seconds < 1e-7:
        return "under 0.1 µs"
    scale, unit = (1e3, "ms") if seconds >= 1e-3 else (1e6, "µs")
    return f"{float(f'{scale * seconds:.2g}'):g} {unit}"
