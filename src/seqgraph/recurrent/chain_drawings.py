"""Drawings of cells in a row."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import OPERATION, Sheet
from ..page.palette import HIGHLIGHT


def lstm_chain(words: Sequence[str]) -> Figure:
    """The LSTM unrolled: three cells in a row, with the content's way through all of
    them in the highlight's colour.

    Args:
        words: the three that are read.

    Alt text: Three equal cells in a row. Along the top a coloured line runs from c(0)
    through all three to c(3); in each cell it passes a product with f and a sum with i
    times g, and nothing else. At the bottom a word goes up into each cell's box, named
    gates. On the right of each cell the content passes down through a tanh and a
    product with o, and leaves as h(t), which leads into the next cell's box. Name the
    words.

    Raises:
        InputError: not three words.

    Example:
        >>> lstm_chain(["The", "boats", "that"]).get_size_inches().tolist()
        [7.0, 3.15]
    """
    if len(words) != 3:
        raise InputError(f"the chain has three cells; got {len(words)} words")
    sheet, pitch, left = Sheet(3.15), 2.06, 0.47
    rim = OPERATION
    low, middle, high = 1.05, 1.55, 2.42  # gates, product with o, content
    sheet.label((0.2, high), "$c^{(0)}$", colour=HIGHLIGHT)
    sheet.arrow((left - 0.08, high), (left + 0.45 - rim, high), colour=HIGHLIGHT)
    sheet.label((0.2, low), "$h^{(0)}$")
    sheet.arrow((left - 0.08, low), (left + 0.25, low))
    for t, word in enumerate(words, 1):
        start = left + pitch * (t - 1)
        f, box, ig, o, out = (start + x for x in (0.45, 0.75, 1.05, 1.2, 1.66))
        sheet.ground((start + 0.03, 0.68), pitch - 0.1, 2.03)
        sheet.arrow((f + rim, high), (ig - rim, high), colour=HIGHLIGHT)
        sheet.times((f, high))
        sheet.plus((ig, high))
        sheet.dot((out, high), colour=HIGHLIGHT)
        sheet.box((box, low), "gates", 1.0, 0.36)
        sheet.arrow((f, low + 0.18), (f, high - rim))
        sheet.arrow((ig, low + 0.18), (ig, high - rim))
        sheet.arrow((o, low + 0.18), (o, middle), (out - rim, middle))
        sheet.label((f - 0.13, 1.85), "$f$")
        sheet.label((ig - 0.28, 1.85), r"$i \odot g$", size=12)
        sheet.label((o + 0.13, middle + 0.16), "$o$")
        sheet.line((out, high), (out, middle + rim), head=True)
        sheet.pill((out, 2.0), r"$\tanh$")
        sheet.times((out, middle))
        last = t == len(words)
        end = start + pitch + (0.1 if last else 0.45 - rim)
        sheet.arrow((ig + rim, high), (end, high), colour=HIGHLIGHT)
        end = start + pitch + (0.1 if last else 0.25)
        sheet.arrow((out, middle - rim), (out, low), (end, low))
        sheet.arrow((box, 0.45), (box, low - 0.18))
        sheet.label((box, 0.27), f"“{word}”")
        sheet.label(
            (start + pitch - 0.02, high + 0.5), f"$c^{{({t})}}$", colour=HIGHLIGHT
        )
        sheet.label((start + pitch - 0.02, 0.45), f"$h^{{({t})}}$")
    return sheet.figure
