"""A sweep on several workers: who writes what, and where."""

from matplotlib.figure import Figure

from .drawing import WIDTH, Sheet
from .palette import HIGHLIGHT


def who_writes_what() -> Figure:
    """A sweep hands runs to two workers, which hand back results; the sweep alone
    writes records. Each worker keeps its checkpoints.

    Alt text: In the middle a box, the sweep. Arrows lead from it to two workers on the
    right, labelled run, and back, labelled result. From each worker an arrow leads down
    to a box for its checkpoint. From the sweep an arrow leads left to the store, which
    holds a record and a lock.

    Example:
        >>> texts = [label.get_text() for label in who_writes_what().axes[0].texts]
        >>> texts.count("checkpoint")
        2
    """
    sheet = Sheet(2.6)
    store, sweep, middle = 0.95, 3.05, 1.3
    sheet.box((store, middle), "store", 1.5, 0.6)
    sheet.box((sweep, middle), "sweep", 1.2, 0.6)
    sheet.arrow((sweep - 0.6, middle), (store + 0.75, middle), colour=HIGHLIGHT)
    sheet.label((2.08, middle + 0.28), "record", size=10, colour=HIGHLIGHT)
    sheet.label((2.08, middle - 0.28), "lock", size=10, colour=HIGHLIGHT)
    for worker, y in (("worker 1", 2.15), ("worker 2", 0.45)):
        inner = middle + (0.15 if y > middle else -0.15)
        sheet.box((4.95, y), worker, 1.2, 0.5)
        sheet.arrow(
            (sweep + 0.3, inner + (0.15 if y > middle else -0.15)),
            (sweep + 0.3, y + 0.1),
            (4.35, y + 0.1),
        )
        sheet.arrow(
            (4.35, y - 0.1),
            (sweep + 0.45, y - 0.1),
            (sweep + 0.45, inner + (0.15 if y > middle else -0.15)),
            colour=HIGHLIGHT,
        )
        sheet.label((4.0, y + 0.27), "run", size=10)
        sheet.label((4.0, y - 0.27), "result", size=10, colour=HIGHLIGHT)
        sheet.box((WIDTH - 0.6, y), "checkpoint", 1.1, 0.5)
        sheet.arrow((5.55, y), (WIDTH - 1.15, y))
    return sheet.figure
