"""A sweep on several workers: who writes what, and where; and what a kill costs."""

from matplotlib.figure import Figure

from ..errors import InputError
from .drawing import WIDTH, Sheet
from .palette import DARK, HIGHLIGHT, TINT, WASH


def who_writes_what() -> Figure:
    """A reader asks a sweep for runs; the sweep hands them to two workers, which hand
    back results; it alone writes records and locks. Each worker keeps checkpoints.

    Alt text: In the middle a box, sweep; an arrow leads to it from a box above, you.
    Arrows lead from it to two workers on the right, labelled run, and back, labelled
    result. From each worker an arrow leads to a box, checkpoint. From the sweep an
    arrow leads left to the store, labelled record and lock. A dashed arrow leads to the
    store from a box below, another sweep, labelled taken?

    Example:
        >>> texts = [label.get_text() for label in who_writes_what().axes[0].texts]
        >>> texts.count("checkpoint")
        2
    """
    sheet = Sheet(3.1)
    store, sweep, middle = 0.95, 3.05, 1.55
    sheet.box((store, middle), "store", 1.5, 0.6)
    sheet.box((sweep, middle), "sweep", 1.2, 0.6)
    sheet.box((store, 2.7), "you", 0.8, 0.45, fill=TINT, ink=DARK, edge=HIGHLIGHT)
    sheet.arrow((store + 0.4, 2.7), (sweep - 0.2, 2.7), (sweep - 0.2, middle + 0.3))
    sheet.label((2.05, 2.9), "command", size=10)
    sheet.arrow((sweep - 0.6, middle), (store + 0.75, middle), colour=HIGHLIGHT)
    sheet.label((2.08, middle + 0.22), "record", size=10, colour=HIGHLIGHT)
    sheet.label((2.08, middle - 0.22), "lock", size=10, colour=HIGHLIGHT)
    sheet.box((store, 0.4), "another sweep", 1.5, 0.45, fill=WASH, ink=DARK)
    sheet.line((store, 0.63), (store, middle - 0.3), dashed=True, head=True)
    sheet.label((store + 0.42, 0.93), "taken?", size=10)
    for worker, side in (("worker 1", 1), ("worker 2", -1)):
        y, inner = middle + 0.85 * side, middle + 0.15 * side
        sheet.box((4.95, y), worker, 1.2, 0.5)
        sheet.arrow(
            (sweep + 0.3, inner + 0.15 * side), (sweep + 0.3, y + 0.1), (4.35, y + 0.1)
        )
        sheet.arrow(
            (4.35, y - 0.1),
            (sweep + 0.45, y - 0.1),
            (sweep + 0.45, inner + 0.15 * side),
            colour=HIGHLIGHT,
        )
        sheet.label((4.0, y + 0.27), "run", size=10)
        sheet.label((4.0, y - 0.27), "result", size=10, colour=HIGHLIGHT)
        sheet.box((WIDTH - 0.6, y), "checkpoint", 1.1, 0.5)
        sheet.arrow((5.55, y), (WIDTH - 1.15, y))
    return sheet.figure


def what_a_kill_costs(minutes: float, killed: float) -> Figure:
    """A run of some minutes, a checkpoint after each, whose worker is killed, and the
    worker that goes on from the last checkpoint.

    Args:
        minutes: that the run takes, at most 9.
        killed: when its worker is killed, before its end.

    Alt text: Two bars above an axis of minutes. The upper one, of worker 1, ends where
    it is killed; dots on it are checkpoints, and what it did after the last of them is
    lighter, labelled lost. The lower one, of worker 2, begins at that checkpoint and
    reaches the end of the run.

    Example:
        >>> figure = what_a_kill_costs(minutes=5, killed=3.6)
        >>> [text.get_text() for text in figure.axes[0].texts][:2]
        ['worker 1', 'worker 2']
    """
    if not 1 <= killed < minutes <= 9:
        raise InputError(f"a kill must come after 1 and before {minutes} minutes")
    sheet, left, last = Sheet(2.1), 1.15, int(killed)
    scale = (WIDTH - left - 0.35) / minutes

    def at(minute: float) -> float:
        return left + minute * scale

    for worker, y in (("worker 1", 1.6), ("worker 2", 0.9)):
        sheet.label((0.6, y), worker)
        begun, ended = (0, last) if y > 1 else (last, minutes)
        width = at(ended) - at(begun)
        sheet.block((at(begun), y - 0.15), width, 0.3, DARK, zorder=1)
    sheet.block((at(last), 1.45), at(killed) - at(last), 0.3, TINT, HIGHLIGHT, zorder=1)
    sheet.label(((at(last) + at(killed)) / 2, 1.6), "lost", colour=HIGHLIGHT, size=10)
    sheet.label((at(killed) + 0.1, 1.6), "killed", ha="left", colour=HIGHLIGHT, size=10)
    for minute in range(1, int(minutes) + 1):
        y = 1.6 if minute <= last else 0.9
        if minute < minutes:
            sheet.circle((at(minute), y), radius=0.08, fill="white", ink=HIGHLIGHT)
    sheet.line((at(last), 1.45), (at(last), 1.05), dashed=True, head=True)
    sheet.line((left, 0.5), (at(minutes), 0.5))
    for minute in range(int(minutes) + 1):
        sheet.line((at(minute), 0.5), (at(minute), 0.44))
        sheet.label((at(minute), 0.26), f"{minute}", size=10)
    sheet.label((0.6, 0.26), "minute", size=10)
    return sheet.figure
