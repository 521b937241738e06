"""The drawing of question 3.5(b): a question guides messages on a scene graph."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import SMALL, WIDTH, Place, Sheet, shortened
from ..page.palette import (
    DARK,
    HIGHLIGHT,
    NEUTRAL,
    TINT,
    WARM,
)

NODE = 0.14  # radius


def guided_messages(
    words: Sequence[str],
    commands: Sequence[str],
    names: str,
    places: Sequence[Place],
    edges: Sequence[tuple[int, int]],
    meant: Sequence[Sequence[float]],
    answer: str,
) -> Figure:
    """The network of question 3.5(b): an LSTM turns the question into commands; the
    first says which objects are meant, the next guide the messages between them, the
    last asks what is looked for.

    Args:
        words: the question.
        commands: what the R + 2 commands ask for, in a word or two: where to start,
            one for each of R rounds, what to look for; R from 1 to 3.
        names: a letter for each of N objects.
        places: of the objects, (N, 2), in any unit.
        edges: between objects, counted from 0.
        meant: how much each object is meant at the start and after each round, 0 to 1,
            (R + 1, N).
        answer: the answer.

    Alt text: From above: the words of the question, a box "LSTM", and a row of
    commands. Under each but the last stands the scene graph, its objects in a stronger
    colour the more they are meant; arrows lead from each to the next. The last command
    and the last graph lead to the answer. Then say which objects are meant in each.

    Example:
        >>> figure = guided_messages(
        ...     "is a ball behind the cube".split(),
        ...     ["cube", "behind", "ball"],
        ...     names="ab",
        ...     places=[(0, 0), (1, 1)],
        ...     edges=[(0, 1)],
        ...     meant=[[1, 0], [0, 1]],
        ...     answer="yes",
        ... )
        >>> [label.get_text() for label in figure.axes[0].texts][-2]
        'yes'
    """
    shares = np.asarray(meant, float)
    rounds = len(commands) - 2
    if not 1 <= rounds <= 3 or shares.shape != (rounds + 1, len(names)):
        raise InputError(
            "meant must have a row for each command but the last, 2 to 4, and a column "
            f"for each object; got {shares.shape} for {len(commands)} commands and "
            f"{len(names)} objects"
        )
    if shares.min() < 0 or shares.max() > 1:
        raise InputError(f"meant must lie in 0..1; got {shares}")
    sheet = Sheet(4.1)
    columns = len(commands)
    pitch = WIDTH / columns
    y_words, y_lstm, y_commands, y_scene = 3.85, 3.2, 2.35, 1.1
    _words(sheet, words, y_words, y_lstm + 0.2)
    sheet.box((WIDTH / 2, y_lstm), "LSTM", WIDTH - 0.3, 0.4)
    wide = min(pitch - 0.3, 1.3)
    tall = 1.3
    for k, command in enumerate(commands):
        x, last = (k + 0.5) * pitch, k == columns - 1
        sheet.arrow((x, y_lstm - 0.2), (x, y_commands + 0.18), colour=HIGHLIGHT)
        role = "start" if k == 0 else "look for" if last else f"round {k}"
        sheet.label(
            (x + 0.08, (y_lstm + y_commands) / 2),
            role,
            size=SMALL,
            ha="left",
            colour=NEUTRAL,
        )
        sheet.box(
            (x, y_commands),
            command,
            pitch - 0.2,
            0.36,
            size=SMALL,
            fill=TINT,
            ink=HIGHLIGHT,
            edge=HIGHLIGHT,
        )
        if last:
            sheet.arrow((x, y_commands - 0.18), (x, y_scene + 0.22))
            sheet.box((x, y_scene), answer, 0.9, 0.44)
        else:
            sheet.arrow(
                (x, y_commands - 0.18), (x, y_scene + tall / 2 + 0.05), colour=HIGHLIGHT
            )
            _scene(sheet, (x, y_scene), (wide, tall), names, places, edges, shares[k])
            reach = pitch - wide / 2 if k != columns - 2 else pitch - 0.45
            sheet.arrow((x + wide / 2 + 0.02, y_scene), (x + reach - 0.02, y_scene))
    key = "the stronger its colour, the higher an object's mark"
    sheet.label((0.15, 0.2), key, size=SMALL, ha="left", colour=NEUTRAL)
    return sheet.figure


def _words(sheet: Sheet, words: Sequence[str], y: float, foot: float) -> None:
    """The words in a row, and an arrow from each down to ``foot``."""
    labels = [sheet.label((0, y), word) for word in words]
    widths = [sheet.extent(label).width for label in labels]
    gap = min((WIDTH - 0.4 - sum(widths)) / max(len(words) - 1, 1), 0.3)
    x = (WIDTH - sum(widths) - gap * (len(words) - 1)) / 2
    for label, width in zip(labels, widths, strict=True):
        label.set_x(x + width / 2)
        sheet.arrow((x + width / 2, y - 0.15), (x + width / 2, foot))
        x += width + gap


def _scene(
    sheet: Sheet,
    middle: Place,
    size: tuple[float, float],
    names: str,
    places: Sequence[Place],
    edges: Sequence[tuple[int, int]],
    meant: np.ndarray,
) -> None:
    """The scene graph, its objects coloured by how much they are meant."""
    width, height = size
    corner = middle[0] - width / 2, middle[1] - height / 2
    sheet.ground(corner, width, height)
    xy = np.asarray(places, float)
    extent = np.ptp(xy, axis=0)
    room = np.array(size) - 2 * NODE - 0.14
    xy = (xy - (xy.min(0) + xy.max(0)) / 2) * room / np.where(extent > 0, extent, 1)
    at = [(middle[0] + float(x), middle[1] + float(y)) for x, y in xy]
    for a, b in edges:
        sheet.line(*shortened(at[a], at[b], NODE, NODE), colour=NEUTRAL, width=1.0)
    for place, name, share in zip(at, names, meant, strict=True):
        fill = to_hex((1 - share) * np.ones(3) + share * np.array(to_rgb(WARM)))
        sheet.circle(place, name, NODE, size=SMALL, fill=fill, ink=DARK)
