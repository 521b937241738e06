"""What a network carries while it reads a word: a drawing for page 2.1."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import SMALL, WIDTH, Sheet
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, PAPER
from .figures import SPACE, grounds, seen

LEFT, HIGH, WIDE = 1.0, 0.17, 0.34  # of the columns; a unit's height and width
BETS, BET = 3, 0.26  # how many a column has, and the height of one


def states(
    text: str,
    units: np.ndarray,
    probabilities: np.ndarray,
    vocabulary: str,
    lit: Sequence[int] = (),
) -> Figure:
    """A text, some units' values after each of its characters, and the likeliest
    characters to come.

    Args:
        text: N characters, from 2 to 11.
        units: of U units the values after each character, from -1 to 1, (N, U), U up to
            12.
        probabilities: of each place's next character, (N, K).
        vocabulary: the K characters.
        lit: places whose characters are lit.

    Alt text: A column for each character. From below: the character that is read; a
    strip of cells, blue for -1 to red for 1, with an arrow to the next column's; the
    three likeliest characters to come, with their probabilities in per cent. Then name
    the text, and compare the columns that are lit.

    Example:
        >>> import numpy as np
        >>> from seqgraph.text.state_drawing import states
        >>> p = np.array([[0.9, 0.1], [0.2, 0.8]])
        >>> figure = states("ab", np.zeros((2, 4)), p, "ab")
        >>> [label.get_text() for label in figure.axes[0].texts][-4:]
        ['b', '80', 'a', '20']
    """
    p, values = np.asarray(probabilities, float), np.asarray(units, float)
    N, K = len(text), len(vocabulary)
    if not 2 <= N <= 11 or p.shape != (N, K):
        raise InputError(
            f"probabilities must be a row of {K} for each of 2 to 11 characters; got "
            f"{p.shape} for {text!r}"
        )
    if values.shape[:1] != (N,) or not 1 <= values[0].size <= 12:
        raise InputError(f"units must be {N} rows of 1 to 12; got {values.shape}")
    best = min(BETS, K)
    tall = values.shape[1] * HIGH
    foot, top = 0.62, 0.62 + tall + 0.42
    sheet = Sheet(top + best * BET + 0.1)
    for name, y in {
        "reads": 0.28,
        "state": foot + tall / 2,
        "bets, %": top + best * BET / 2 - 0.1,
    }.items():
        sheet.label((0.1, y), name, ha="left", colour=NEUTRAL)
    pitch = (WIDTH - LEFT) / N
    colours = grounds().to_rgba(values)
    for place, letter in enumerate(text):
        x = LEFT + (place + 0.4) * pitch
        ink = HIGHLIGHT if place in lit else DARK
        shown = SPACE if letter == " " else letter
        sheet.label((x, 0.28), shown, size=14, colour=ink, bold=place in lit)
        sheet.arrow((x, 0.42), (x, foot - 0.02))
        for k, colour in enumerate(colours[place]):
            corner = x - WIDE / 2, foot + tall - (k + 1) * HIGH
            sheet.block(corner, WIDE, HIGH, to_hex(tuple(colour)), PAPER)
        if place + 1 < N:
            y = foot + tall / 2
            sheet.arrow((x + WIDE / 2 + 0.02, y), (x + pitch - WIDE / 2 - 0.02, y))
        sheet.arrow((x, foot + tall + 0.02), (x, top - 0.14))
        for rank, k in enumerate((-p[place]).argsort(kind="stable")[:best]):
            y = top + (best - 1 - rank) * BET
            sheet.label((x - 0.12, y), seen(vocabulary[k]), size=12, bold=rank == 0)
            sheet.label((x + 0.1, y), f"{100 * p[place, k]:.0f}", size=SMALL)
    return sheet.figure
