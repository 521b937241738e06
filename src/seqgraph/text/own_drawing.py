"""How a file becomes what a character model reads: a drawing for page 2.2b."""

from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import SMALL, Sheet
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, TINT
from ..runs.decoding import MARKS, decoded
from . import corpus
from .figures import SPACE

PITCH, LEFT, SIDE = 0.46, 1.42, 0.36


def file_to_letters(content: bytes, start: int, length: int) -> Figure:
    """A file's bytes, its characters and their numbers, and one window: what the
    network reads of it, and what it has to predict.

    Args:
        content: a file in UTF-8, up to 12 bytes, perhaps with a byte-order mark.
        start: the character at which the window begins.
        length: T, the characters that are read.

    Alt text: Five rows. The file's bytes, each in a box, a byte-order mark greyed out;
    below them its characters, one under each byte or pair of bytes; below each its
    number in the vocabulary; then the characters that the window reads, arrows into one
    box, two layers of LSTM, and from it arrows to the characters to predict, each the
    next one. Then name the text and the window.

    Example:
        >>> figure = file_to_letters("zee".encode(), 0, 2)
        >>> [label.get_text() for label in figure.axes[0].texts][5:8]
        ['7A', '65', '65']
    """
    text = decoded(content, "the file")
    if not 0 <= start < start + length < len(text) or len(content) > 12:
        raise InputError(
            f"a file must have at most 12 bytes and a window of {length} characters "
            f"and one more from {start} on; got {content!r}"
        )
    sheet = Sheet(3.55)
    rows = {"bytes": 3.2, "characters": 2.62, "numbers": 2.2, "reads": 1.55}
    for name, y in {**rows, "predicts": 0.3}.items():
        sheet.label((0.1, y), name, ha="left", colour=NEUTRAL)
    mark = next((len(each) for each in MARKS if content.startswith(each)), 0)
    for k, byte in enumerate(content):
        at = LEFT + k * PITCH, rows["bytes"]
        sheet.box(at, f"{byte:02X}", 0.4, 0.32, k >= mark, SMALL, "white", DARK, DARK)
    if mark:
        middle = LEFT + (mark - 1) / 2 * PITCH
        sheet.label(
            (middle, rows["characters"]), "the mark", size=SMALL, colour=NEUTRAL
        )
    numbers = corpus.encode(text, corpus.vocabulary(text)).tolist()
    places, done = [], mark
    for character in text:
        width = len(character.encode())
        places.append(LEFT + (done + (width - 1) / 2) * PITCH)
        done += width
    inside = range(start, start + length)
    for k, (x, character) in enumerate(zip(places, text, strict=True)):
        shown = SPACE if character == " " else character
        lit = k in inside
        _tile(sheet, (x, rows["characters"]), shown, lit)
        colour = HIGHLIGHT if lit else DARK
        sheet.label((x, rows["numbers"]), str(numbers[k]), size=SMALL, colour=colour)
    left, right = places[start], places[start + length - 1]
    sheet.box(((left + right) / 2, 0.93), "two layers of LSTM", right - left + 0.6, 0.4)
    for k in inside:
        x, read, following = places[k], text[k], text[k + 1]
        sheet.arrow((x, rows["numbers"] - 0.14), (x, rows["reads"] + SIDE / 2))
        _tile(sheet, (x, rows["reads"]), SPACE if read == " " else read, True)
        sheet.arrow((x, rows["reads"] - SIDE / 2), (x, 1.13))
        sheet.arrow((x, 0.73), (x, 0.3 + SIDE / 2))
        _tile(sheet, (x, 0.3), SPACE if following == " " else following, False)
    return sheet.figure


def _tile(sheet: Sheet, at: tuple[float, float], letter: str, lit: bool) -> None:
    fill, ink = (TINT, HIGHLIGHT) if lit else ("white", DARK)
    sheet.box(at, letter, SIDE, SIDE, fill=fill, ink=ink, edge=ink)
