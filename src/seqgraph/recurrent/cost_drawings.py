"""Drawings of what a training step costs: what there is to wait for, and for which of
these an operation waits."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import WIDTH, Sheet
from ..page.palette import DARK, GROUND, HIGHLIGHT, NEUTRAL, TINT, WASH
from .intensity import Rates

PARTS = ("ask", "move", "compute")
BOUNDS = dict(zip(PARTS, ("overhead", "bandwidth", "arithmetic"), strict=True))


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


def bounds(operations: Mapping[str, tuple[float, float, float]]) -> Figure:
    """What operations wait for: being asked for, moving, or computing.

    Args:
        operations: by name, the seconds that each of the three would take alone, all
            above 0; at most four operations.

    Alt text: For each operation three bars, one below the other, for asking, moving and
    computing, with their times; lengths are to scale within an operation. The longest
    is lit, and says what binds the operation.

    Example:
        >>> labels = bounds({"a sum": (2e-6, 1.8e-4, 5e-6)}).axes[0].texts
        >>> [label.get_text() for label in labels][-3:]
        ['180 µs: bound by bandwidth', 'compute', '5 µs']
    """
    if not 1 <= len(operations) <= 4 or min(map(min, operations.values())) <= 0:
        raise InputError(
            "operations must be 1 to 4, with times above 0; "
            f"got {len(operations)}: {dict(operations)}"
        )
    tall, block, left, room = 0.2, 0.98, 1.0, 3.3
    sheet = Sheet(block * len(operations) + 0.15)
    for row, (what, times) in enumerate(operations.items()):
        top = sheet.height - 0.25 - row * block
        sheet.label((0.15, top), what, ha="left", bold=True)
        for k, (part, seconds) in enumerate(zip(PARTS, times, strict=True)):
            y = top - 0.37 - k * (tall + 0.02)
            lit, width = seconds == max(times), room * seconds / max(times)
            fill, edge = (TINT, HIGHLIGHT) if lit else (GROUND, NEUTRAL)
            ink = HIGHLIGHT if lit else DARK
            sheet.block((left, y), max(width, 0.02), tall, fill, edge)
            sheet.label((left - 0.1, y + tall / 2), part, ha="right", size=10)
            said = briefly(seconds) + f": bound by {BOUNDS[part]}" * lit
            at = left + width + 0.1, y + tall / 2
            sheet.label(at, said, ha="left", size=10, colour=ink)
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
