"""How a language model writes, as a wheel of fortune: a drawing for page 2.1."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Wedge

from ..errors import InputError
from ..page.drawing import SMALL, WIDTH, Sheet
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, PAPER, TINT, WASH
from .figures import seen

RADIUS, HIGH = 0.92, 3.05  # of a wheel; the drawing's height
NAMED = 0.035  # the least share that has its character on it
BEFORE = 14  # characters of a text that are shown


def wheels(
    texts: Sequence[str], probabilities: np.ndarray, vocabulary: str, drawn: str
) -> Figure:
    """For each text a wheel whose slices are as wide as the characters to come are
    likely, turned to the one that was drawn.

    Args:
        texts: what has been read, from 1 to 3.
        probabilities: of each text's next character, (N, K).
        vocabulary: the K characters.
        drawn: the character at each wheel's pointer, N.

    Alt text: N wheels of fortune in a row, below each the text so far. A wheel's slices
    bear characters; the one at the pointer on top is lit. An arrow leads from each
    wheel to the next, whose text is longer by the character that was drawn. Then name
    the texts, the widest slices and what was drawn.

    Example:
        >>> import numpy as np
        >>> from seqgraph.text.wheel_drawing import wheels
        >>> figure = wheels(["ab"], np.array([[0.75, 0.25]]), "ab", "b")
        >>> [label.get_text() for label in figure.axes[0].texts]
        ['a', 'b', 'ab', 'b']
    """
    p = np.asarray(probabilities, float)
    N, K = len(texts), len(vocabulary)
    if not 1 <= N <= 3 or p.shape != (N, K) or len(drawn) != N:
        raise InputError(
            f"probabilities must be a row of {K} for each of 1 to 3 texts, with a "
            f"character drawn of each; got {p.shape} and {drawn!r} for {texts!r}"
        )
    if unknown := sorted(set(drawn) - set(vocabulary)):
        raise InputError(f"{unknown[0]!r} was drawn and is not in {vocabulary!r}")
    sheet = Sheet(HIGH)
    pitch = WIDTH / N
    for n, text in enumerate(texts):
        x, y = (n + 0.5) * pitch, HIGH - RADIUS - 0.5
        _wheel(sheet, (x, y), p[n], vocabulary, drawn[n])
        tip = y + RADIUS - 0.06
        pointer = [(x, tip), (x - 0.09, tip + 0.22), (x + 0.09, tip + 0.22)]
        sheet.axes.add_artist(Polygon(pointer, facecolor=HIGHLIGHT, zorder=5))
        if n + 1 < N:
            reach = RADIUS + 0.08
            sheet.arrow((x + reach, y), (x + pitch - reach, y))
        shown = text if len(text) <= BEFORE else "…" + text[-BEFORE:]
        # As wide as what stands there, so that it has the wheel's middle for its own.
        whole = sheet.label((x, 0.3), shown + drawn[n], size=12)
        left = sheet.extent(whole).x0
        whole.remove()
        sheet.row((left, 0.3), [(shown, False), (seen(drawn[n]), True)], 12)
    return sheet.figure


def _wheel(
    sheet: Sheet, at: tuple[float, float], p: np.ndarray, vocabulary: str, drawn: str
) -> None:
    order = (-p).argsort(kind="stable")
    starts = -360 * np.cumsum(p[order])  # clockwise, the widest first
    (place,) = np.flatnonzero(order == vocabulary.index(drawn))
    starts += 90 - starts[place] - 180 * p[order[place]]  # its middle is on top
    for rank, (k, start) in enumerate(zip(order, starts, strict=True)):
        lit, end = vocabulary[k] == drawn, start + 360 * p[k]
        fill = TINT if lit else WASH if rank % 2 else PAPER
        sheet.axes.add_artist(
            Wedge(
                at,
                RADIUS,
                start,
                end,
                facecolor=fill,
                edgecolor=NEUTRAL,
                linewidth=0.8 if p[k] > 0.01 else 0.2,
                zorder=3 if lit else 2,
            )
        )
        if p[k] < NAMED:
            continue
        middle = np.radians((start + end) / 2)
        out = 0.62 if p[k] > 0.9 else 0.8
        place = (
            at[0] + out * RADIUS * np.cos(middle),
            at[1] + out * RADIUS * np.sin(middle),
        )
        sheet.label(
            place,
            seen(vocabulary[k]),
            size=14 if p[k] > 0.07 else SMALL,
            colour=HIGHLIGHT if lit else DARK,
            bold=lit,
        )
