"""Drawings of what a training step costs: what there is to wait for, and for which of
these an operation waits."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import WIDTH, Sheet
from ..page.palette import DARK, HIGHLIGHT, LIGHT, NEUTRAL, WASH
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


Busy = Mapping[str, Sequence[tuple[float, float]]]
"""By who works: from when to when, in shares of the time that is drawn."""

# Eight orders to a GPU, as they are called and as they are worked on.
AHEAD: dict[str, Busy] = {
    "small products": {
        "Python": [(k / 8, (k + 0.92) / 8) for k in range(8)],
        "GPU": [((k + 0.92) / 8, (k + 1.2) / 8) for k in range(7)] + [(0.99, 1)],
    },
    "large products": {
        "Python": [(k / 20, (k + 0.9) / 20) for k in range(8)],
        "GPU": [(0.05 + k * 0.119, 0.165 + k * 0.119) for k in range(8)],
    },
}


def timelines(columns: Mapping[str, Busy]) -> Figure:
    """Who works when, side by side: who is busy the longest is what all wait for.

    Args:
        columns: by title, up to three, who works when; the same workers in each.

    Alt text: Columns of bars, a row for each worker. A bar is coloured while its worker
    is busy, and light grey while the worker is idle; in each column the row that is
    busy the longest is lit.

    Raises:
        InputError: no column or more than three, workers that differ, or a time that
            does not lie between 0 and 1.

    Example:
        >>> words = timelines(AHEAD).axes[0].texts
        >>> [word.get_text() for word in words][:3]
        ['Python', 'GPU', 'small products']
    """
    workers = [tuple(busy) for busy in columns.values()]
    spans = [s for busy in columns.values() for some in busy.values() for s in some]
    if not 1 <= len(columns) <= 3 or len({*workers}) > 1:
        raise InputError(
            f"columns must be 1 to 3, with the same workers; got {columns}"
        )
    if any(not 0 <= start < end <= 1 for start, end in spans):
        raise InputError(f"times must lie in order between 0 and 1; got {spans}")
    tall, step, left, gap = 0.2, 0.3, 0.85, 0.25
    wide = (WIDTH - left - 0.2 - gap * (len(columns) - 1)) / len(columns)
    sheet = Sheet(step * len(workers[0]) + 0.5)
    rows = [sheet.height - 0.62 - row * step for row in range(len(workers[0]))]
    for worker, y in zip(workers[0], rows, strict=True):
        sheet.label((left - 0.1, y + tall / 2), worker, ha="right", size=10)
    for column, (title, busy) in enumerate(columns.items()):
        x = left + column * (wide + gap)
        sheet.label((x, sheet.height - 0.22), title, ha="left", bold=True)
        work = {who: sum(end - start for start, end in busy[who]) for who in busy}
        for (who, some), y in zip(busy.items(), rows, strict=True):
            sheet.block((x, y), wide, tall, LIGHT)
            colour = HIGHLIGHT if work[who] == max(work.values()) else DARK
            for start, end in some:
                corner = x + start * wide, y
                sheet.block(corner, (end - start) * wide, tall, colour, zorder=1)
    return sheet.figure


def bounds(operations: Mapping[str, tuple[float, float, float]]) -> Figure:
    """What operations wait for: being asked for, moving, or computing.

    Args:
        operations: by name, the seconds that each of the three would take alone, all
            above 0; at most four operations.

    Alt text: For each operation three dots, one below the other, for asking, moving and
    computing, with their times. All lie on one logarithmic axis, ten times as long from
    tick to tick. The longest is lit, and says what binds the operation.

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
    logs = [max(math.log10(t), -7) for times in operations.values() for t in times]
    first, last = math.floor(min(logs)), math.ceil(max(logs))
    row, block, left, room = 0.22, 0.98, 1.0, 3.5
    decade = room / max(last - first, 1)
    sheet = Sheet(block * len(operations) + 0.42)
    for power in range(first, last + 1):
        x = left + (power - first) * decade
        sheet.line((x, 0.32), (x, 0.4), lit=False)
        sheet.label((x, 0.17), briefly(10.0**power), size=10, colour=NEUTRAL)
    sheet.line((left, 0.4), (left + room, 0.4), lit=False)
    for place, (what, times) in enumerate(operations.items()):
        top = sheet.height - 0.2 - place * block
        sheet.label((0.15, top), what, ha="left", bold=True)
        for k, (part, seconds) in enumerate(zip(PARTS, times, strict=True)):
            y, lit = top - 0.25 - k * row, seconds == max(times)
            x = left + (max(math.log10(seconds), first) - first) * decade
            sheet.dot((x, y), colour=HIGHLIGHT if lit else DARK, zorder=3)
            sheet.label((left - 0.1, y), part, ha="right", size=10)
            said = briefly(seconds) + f": bound by {BOUNDS[part]}" * lit
            ink = HIGHLIGHT if lit else DARK
            sheet.label((x + 0.1, y), said, ha="left", size=10, colour=ink)
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
