"""The book's one style; a colour and a line style for each model, which the parts
declare; curves with every seed visible."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast
from unittest import mock
from weakref import WeakKeyDictionary

import numpy as np
import seaborn as sns
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure
from matplotlib import rc_context, rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from matplotlib_inline.backend_inline import set_matplotlib_formats

from ..measure.statistics import block_means
from ..runs.records import Record

WIDTH = 7.0  # inches: the width of the text
NEUTRAL = "#5f6368"  # floors, annotations
LineStyle = str | tuple[int, tuple[int, ...]]


class Look(NamedTuple):
    """How one model is drawn through the whole book.

    Example:
        >>> from seqgraph.recurrent.looks import LOOKS
        >>> LOOKS["lstm"]
        Look(name='lstm', colour='#0173b2', line='-')
    """

    name: str
    colour: str
    line: LineStyle


def looks(**each: tuple[str, LineStyle]) -> dict[str, Look]:
    """The looks of a part's models, by name, where ``_`` stands for a hyphen.

    Example:
        >>> looks(my_cell=("black", ":"))
        {'my-cell': Look(name='my-cell', colour='black', line=':')}
    """
    return {
        (name := key.replace("_", "-")): Look(name, colour, line)
        for key, (colour, line) in each.items()
    }


def use_style() -> None:
    """Set the book's figure style; every notebook's first cell calls it.

    Example:
        >>> use_style()  # doctest: +SKIP
    """
    sns.set_theme(
        style="ticks",
        rc={
            "figure.figsize": (WIDTH, 3.2),
            "figure.constrained_layout.use": True,
            "font.size": 11,
            "axes.titlesize": 11,
            "axes.labelsize": 11,
            "xtick.labelsize": 10,
            "ytick.labelsize": 10,
            "legend.fontsize": 10,
            "legend.frameon": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "svg.hashsalt": "seqgraph",  # the same figure gives the same file
        },
    )
    set_matplotlib_formats("svg", "pdf")  # one for the screen, one for print
    shell: Any = InteractiveShell.instance()
    formatters = shell.display_formatter.formatters
    formatters["image/svg+xml"].for_type(Figure, _placed)  # it comes first
    formatters["application/pdf"].for_type(Figure, _as_placed)


_ends: WeakKeyDictionary[Figure, Bbox] = WeakKeyDictionary()


def _placed(figure: Figure) -> str | bytes | None:
    """A figure as SVG, which places its parts; where they end is kept."""

    def ends(*args: Any, **named: Any) -> Bbox:
        found = _ends[figure] = Figure.get_tightbbox(figure, *args, **named)
        return found

    with mock.patch.object(figure, "get_tightbbox", ends):
        return print_figure(figure, "svg")


def _as_placed(figure: Figure) -> str | bytes | None:
    """The same as PDF: the parts stay where they are. To place them is half the work
    of printing a figure."""
    ends, engine = _ends.pop(figure, None), figure.get_layout_engine()
    if ends is None or engine is None:
        return print_figure(figure, "pdf", base64=True)
    with rc_context({"figure.constrained_layout.use": False}):
        figure.set_layout_engine(None)
    box = ends.padded(rcParams["savefig.pad_inches"])
    shown = print_figure(figure, "pdf", bbox_inches=cast(Any, box), base64=True)
    figure.set_layout_engine(engine)
    return shown


def band(
    axes: Axes,
    runs: Sequence[Record],
    curve: str,
    look: Look,
    block: int,
    label: str | None = None,
    log: bool = False,
) -> None:
    """Draw one curve of several seeds: a thin line each, their mean, and one standard
    deviation to either side.

    Args:
        axes: where to draw.
        runs: records that differ in their seed only.
        curve: a name in each record's ``curves``.
        look: the model's colour and line style.
        block: how many updates one point averages.
        label: the legend's entry; by default the model's name.
        log: whether the axis is logarithmic; mean and deviation are then those of the
            logarithms.

    Example:
        >>> from matplotlib.figure import Figure
        >>> from seqgraph import Palindromes, sweep
        >>> from seqgraph.recurrent.looks import LOOKS
        >>> runs = sweep(Palindromes(), seed=(5, 10, 20))
        >>> band(Figure().subplots(), runs, "accuracy", LOOKS["lstm"], block=10)
    """
    name, colour, line = look
    updates, _ = block_means(runs[0].curves[curve], block)
    seeds = [block_means(run.curves[curve], block)[1] for run in runs]
    scaled = np.log(seeds) if log else np.asarray(seeds)
    mean, sd = scaled.mean(0), scaled.std(0, ddof=min(1, len(seeds) - 1))
    low, middle, high = (np.exp(y) if log else y for y in (mean - sd, mean, mean + sd))
    for seed in seeds:
        axes.plot(updates, seed, color=colour, linewidth=0.9, alpha=0.8)
    axes.fill_between(updates, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(
        updates, middle, color=colour, linestyle=line, linewidth=2, label=label or name
    )
    if log:
        axes.set_yscale("log")


def floor(axes: Axes, level: float, text: str, at: float) -> None:
    """Draw the level that takes no learning as a dotted line, with ``text`` above it
    from x = ``at``.

    Example:
        >>> from matplotlib.figure import Figure
        >>> floor(Figure().subplots(), 2 / 3, "always answering 1", at=0)
    """
    axes.axhline(level, color=NEUTRAL, linestyle=":", linewidth=1.2)
    axes.annotate(
        text,
        (at, level),
        xytext=(0, 3),
        textcoords="offset points",
        color=NEUTRAL,
        fontsize=9,
    )
