"""The course's three toy tasks, one small example each."""

import itertools
from collections.abc import Sequence

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import Sheet
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, TINT, WASH


def three_tasks(digits: str, word: str, read: Sequence[int]) -> Figure:
    """What is read, what is asked, and what must be kept.

    Args:
        digits: what is read of a palindrome, 2 to 9 digits 0 and 1.
        word: a Baum-Sweet word of 2 to 9 digits, the first a 1.
        read: 2 to 9 numbers from 0 to 9, all but one of as many as there are and one
            more.

    Alt text: Three rows of squares with digits, and in each an arrow to a square with
    the answer. Palindrome: the first square has a colour, and so has the answer, the
    same digit. Baum–Sweet: a bracket under each block of zeros says even or odd, and
    the odd ones have a colour; the answer is 0 if there is one. Random combination: the
    answer is the number that is missing. On the right of each row stands what must be
    kept. Name the digits.

    Raises:
        InputError: rows that are too long or too short, or numbers of which not one
            alone is missing.

    Example:
        >>> figure = three_tasks("10110", "1001011", [3, 0, 4, 1])
        >>> [text.get_text() for text in figure.axes[0].texts][-2:]
        ['even', 'odd']
    """
    for row in (digits, word, read):
        if not 2 <= len(row) <= 9:
            raise InputError(f"a row of three_tasks has 2 to 9 squares; got {len(row)}")
    missing = {*range(len(read) + 1)} - {*read}
    if len(missing) != 1:
        raise InputError(f"one number must be missing from {[*read]}, not {missing}")
    blocks = [(zero == "0", [*block]) for zero, block in itertools.groupby(word)]
    odd = any(zero and len(block) % 2 for zero, block in blocks)

    sheet = Sheet(3.15)
    rows = (
        ("Palindrome", digits, digits[0], "the first digit", 2.5),
        ("Baum–Sweet", word, str(1 - odd), "is this block odd? was one?", 1.55),
        ("Random combination", read, str(*missing), "which numbers have come?", 0.42),
    )
    for name, symbols, answer, kept, y in rows:
        sheet.label((0.15, y + 0.42), name, bold=True, ha="left")
        first = name == "Palindrome"
        for place, symbol in enumerate(symbols):
            lit = first and place == 0
            sheet.box(
                (_x(place), y),
                str(symbol),
                0.32,
                0.32,
                fill=TINT if lit else WASH,
                ink=HIGHLIGHT if lit else DARK,
                edge=HIGHLIGHT if lit else DARK,
            )
        end = _x(len(symbols) - 1)
        sheet.arrow((end + 0.22, y), (end + 0.55, y))
        sheet.box(
            (end + 0.75, y),
            answer,
            0.32,
            0.32,
            fill=TINT,
            ink=HIGHLIGHT,
            edge=HIGHLIGHT,
        )
        sheet.label((4.85, y + 0.42), "to keep", colour=NEUTRAL, ha="left")
        sheet.label((4.85, y), kept, ha="left", size=10)
    at, under = 0, 1.55 - 0.26
    for zero, block in blocks:
        if zero:
            colour = HIGHLIGHT if len(block) % 2 else NEUTRAL
            middle = _x(at + (len(block) - 1) / 2)
            left, right = _x(at) - 0.14, _x(at + len(block) - 1) + 0.14
            sheet.line((left, under), (right, under), colour=colour)
            said = "odd" if len(block) % 2 else "even"
            sheet.label((middle, under - 0.16), said, colour=colour, size=10)
        at += len(block)
    return sheet.figure


def _x(place: float) -> float:
    """The middle of a square."""
    return 0.35 + 0.4 * place
