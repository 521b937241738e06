"""Drawings of Part 2: the character model on one word, greedy writing beside sampling,
and what a network expects at each character of a text."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import SMALL, WIDTH, Place, Sheet, shortened
from ..page.palette import DARK, HIGHLIGHT, NEUTRAL, PAPER, TINT, WARM, WASH
from ..page.trees import prefix_tree
from .figures import SPACE, seen

TILE, PITCH = 0.14, 0.44  # of a character: radius, distance to the next
COLUMNS, CELL, LOW = 24, 0.28, 0.25  # of a text in cells; a cell's width and height
DEAR = 8.0  # bits from which on a character has the strongest ground
_SURE = "#8fabcd"  # of a guess held to be certain


def character_model(
    word: str, letters: str, probabilities: Sequence[Sequence[float]]
) -> Figure:
    """The character model on one word: what it reads, and what it predicts next.

    Args:
        word: T + 1 characters, T from 2 to 4; all but the last are read, all but the
            first are targets.
        letters: the V letters of the alphabet, from 2 to 6.
        probabilities: softmax of the logits, (T, V).

    Alt text: T columns. In each, from below: the character that is read, its embedding
    as a row of cells, a box of the first LSTM layer, one of the second, and a bar for
    the probability of each letter; the bar of the letter that comes next in the word
    has another colour and its probability above. Arrows lead up, and from each layer's
    box to the next step's. Then name the word, and where the target is most probable.

    Example:
        >>> from seqgraph.text.drawings import character_model
        >>> rows = [[0.9, 0.1], [0.2, 0.8]]
        >>> labels = character_model("aab", "ab", rows).axes[0].texts
        >>> [text for text in (label.get_text() for label in labels) if ":" in text]
        ['a: 0.90', 'b: 0.80']
    """
    p = np.asarray(probabilities, float)
    T, V = len(word) - 1, len(letters)
    if not 2 <= T <= 4 or not 2 <= V <= 6 or not set(word) <= set(letters):
        raise InputError(
            "a word must have 3 to 5 characters out of 2 to 6 letters; "
            f"got {word!r} out of {letters!r}"
        )
    if p.shape != (T, V) or (p < 0).any() or not np.allclose(p.sum(1), 1, atol=1e-3):
        raise InputError(
            f"probabilities must be {T} rows of {V} that sum to 1; got {p}"
        )
    sheet = Sheet(4.95)
    reads, embeds, lower, upper, foot, tall = 0.35, 1.05, 1.8, 2.55, 3.5, 1.0
    names = {"reads": reads, "embedding": embeds, "LSTM 1": lower, "LSTM 2": upper}
    for name, y in {**names, "predicts": foot + 0.4}.items():
        sheet.label((0.1, y), name, ha="left", colour=NEUTRAL)
    sheet.label((0.1, foot + tall + 0.22), "target", ha="left", colour=HIGHLIGHT)
    pitch = (WIDTH - 1.1) / T
    bar = min(0.22, 1.15 / V)
    for t in range(T):
        x = 1.1 + (t + 0.5) * pitch
        sheet.box((x, reads), word[t], 0.36, 0.36, fill="white", ink=DARK, edge=DARK)
        sheet.arrow((x, reads + 0.18), (x, embeds - 0.12))
        _vector(sheet, (x, embeds), letters.index(word[t]))
        sheet.arrow((x, embeds + 0.12), (x, lower - 0.19))
        for y, state in (
            (lower, f"$h_1^{{({t + 1})}}$"),
            (upper, f"$h_2^{{({t + 1})}}$"),
        ):
            sheet.box((x, y), state, 0.72, 0.38)
            if t < T - 1:
                sheet.arrow((x + 0.36, y), (x + pitch - 0.36, y))
        sheet.arrow((x, lower + 0.19), (x, upper - 0.19))
        sheet.arrow((x, upper + 0.19), (x, foot - 0.42))
        left = x - V * bar / 2
        sheet.line((left - 0.03, foot), (left + V * bar + 0.03, foot), width=0.8)
        for k, letter in enumerate(letters):
            target = letter == word[t + 1]
            colour = HIGHLIGHT if target else DARK
            sheet.block(
                (left + (k + 0.15) * bar, foot), 0.7 * bar, tall * p[t, k], colour
            )
            middle = left + (k + 0.5) * bar
            sheet.label((middle, foot - 0.16), letter, colour=colour, bold=target)
            if target:
                above = f"{letter}: {p[t, k]:.2f}"
                sheet.label((x, foot + tall + 0.22), above, colour=HIGHLIGHT, bold=True)
    return sheet.figure


def _vector(sheet: Sheet, at: Place, number: int, cells: int = 5) -> None:
    """An embedding as a row of cells; equal numbers look alike."""
    side = 0.17
    shades = np.random.default_rng(number).permutation(np.linspace(0, 1, cells))
    for k, shade in enumerate(shades):
        corner = at[0] + (k - cells / 2) * side, at[1] - side / 2
        sheet.block(corner, side, side, _between(WASH, DARK, shade), edge="white")


def greedy_and_sampled(greedy: str, samples: Sequence[str]) -> Figure:
    """A greedy text that runs into a cycle, above samples that branch.

    Args:
        greedy: a text that ends in a cycle, walked at least twice. The way into the
            cycle and a third of the cycle have room for 14 characters together.
        samples: from 2 to 6 texts of at most 15 characters.

    Alt text: Above, greedy: characters in a row lead into a ring of characters, from
    which no arrow leads out. Below, sampled: a tree of characters that starts from what
    all samples share and branches. Then quote the ring and the samples.

    Example:
        >>> from seqgraph.text.drawings import greedy_and_sampled
        >>> figure = greedy_and_sampled("so the fox the fox", ["a fox", "a hen"])
        >>> figure.axes[0].texts[0].get_text()
        'Greedy: the most probable character, until it runs in circles'
    """
    way, ring = cycle(greedy)
    radius = max(0.36, len(ring) * PITCH / math.tau)
    wide = PITCH * len(way) + 2 * radius + 2 * TILE + 0.3
    if wide > WIDTH - 0.2 or radius > 1.7:
        raise InputError(f"the cycle and the way into it are too long; got {greedy!r}")
    if not 2 <= len(samples) <= 6 or max(map(len, samples)) > 15:
        raise InputError(
            f"samples must be 2 to 6 of at most 15 characters; got {samples!r}"
        )
    tree = prefix_tree(samples)
    rows = max(node.row for node in tree.values())
    lower = rows * PITCH + 0.85
    sheet = Sheet(lower + 2 * radius + 1.25)

    greedily = "Greedy: the most probable character, until it runs in circles"
    sampled = "Sampled: each text goes its own way"
    title = sheet.height - 0.2
    sheet.label((0.1, title), greedily, ha="left", bold=True)
    y = title - 0.4 - radius
    centre = 0.3 + PITCH * len(way) + radius
    places = [(0.3 + PITCH * k, y) for k in range(len(way))]
    for k in range(len(ring)):
        angle = math.pi - math.tau * k / len(ring)
        places.append((centre + radius * math.cos(angle), y + radius * math.sin(angle)))
    for k, (place, letter) in enumerate(zip(places, way + ring, strict=True)):
        inside = k >= len(way)
        _tile(sheet, place, letter, inside)
        after = places[k + 1] if k + 1 < len(places) else places[len(way)]
        if after == place:
            _loop(sheet, place)
        else:
            _step(sheet, place, after, HIGHLIGHT if inside else DARK)

    sheet.label((0.1, lower - 0.2), sampled, ha="left", bold=True)

    def at(prefix: str) -> Place:
        return 0.3 + PITCH * (len(prefix) - 1), lower - 0.6 - PITCH * tree[prefix].row

    for prefix in tree:
        if prefix:
            _tile(sheet, at(prefix), prefix[-1], False)
            if len(prefix) > 1:
                _step(sheet, at(prefix[:-1]), at(prefix), DARK)
    return sheet.figure


def cycle(text: str) -> tuple[str, str]:
    """The way into the cycle that ends a text, and the cycle; the shortest of both
    together. InputError if no end of the text is walked twice.

    Example:
        >>> from seqgraph.text.drawings import cycle
        >>> cycle("so the fox the fox")
        ('so', ' the fox')
    """
    for length in range(1, len(text)):
        for period in range(1, length + 1):
            way = length - period
            rest = text[way:]
            if len(rest) >= 2 * period and rest[period:] == rest[:-period]:
                return text[:way], text[way:length]
    raise InputError(f"the text must end in a cycle, walked twice; got {text!r}")


def _tile(sheet: Sheet, at: Place, letter: str, lit: bool) -> None:
    fill, ink = (TINT, HIGHLIGHT) if lit else ("white", DARK)
    shown = SPACE if letter == " " else letter
    sheet.circle(at, shown, TILE, size=SMALL, fill=fill, ink=ink)


def _step(sheet: Sheet, a: Place, b: Place, colour: str) -> None:
    sheet.arrow(*shortened(a, b, TILE, TILE), colour=colour)


def _loop(sheet: Sheet, at: Place) -> None:
    x, y = at
    high, low = y + 2.3 * TILE, y + 0.85 * TILE
    way = [(x - 0.08, low), (x - 0.08, high), (x + 0.08, high), (x + 0.08, low)]
    sheet.arrow(*way, colour=HIGHLIGHT)


def guesses(
    text: str, probabilities: np.ndarray, vocabulary: str, best: int = 5
) -> Figure:
    """A text, and below each of its characters the likeliest ones of that place.

    Args:
        text: N characters; the first is given, and so has no guesses.
        probabilities: of each place's next character, (N - 1, K), or (N, K) where
            what comes after the text is asked too.
        vocabulary: the K characters.
        best: how many of the likeliest are shown, from 1 to K.

    Alt text: The text in rows of up to 24 cells, each character on a ground that is the
    stronger the more it cost. Under each, the likeliest of its place in a column, the
    darker the likelier; the right one is framed. Then say where it is sure, and where
    it is surprised.

    Example:
        >>> from seqgraph.text.drawings import guesses
        >>> labels = guesses("ab", np.array([[0.25, 0.75]]), "ab", best=2).axes[0].texts
        >>> [label.get_text() for label in labels[:4]]
        ['a', 'b', 'b', 'a']
    """
    p = np.asarray(probabilities, float)
    places = len(p) + 1
    if places - len(text) not in (0, 1) or p.shape[1:] != (len(vocabulary),):
        raise InputError(
            f"probabilities must have {len(text) - 1} or {len(text)} rows of "
            f"{len(vocabulary)}; got {p.shape}"
        )
    lines = -(-places // COLUMNS)
    tall = (best + 1) * LOW + 0.3  # of a line with its guesses
    sheet = Sheet(lines * tall + 0.5)
    for place, letter in enumerate(text.ljust(places, "?")):
        line, column = divmod(place, COLUMNS)
        at = 0.15 + (column + 0.5) * CELL, sheet.height - 0.3 - line * tall
        asked = place >= len(text)
        if not place or asked:
            _cell(sheet, at, letter, PAPER, bold=True)
        else:
            price = -np.log2(p[place - 1, vocabulary.index(letter)])
            ground = _between(PAPER, WARM, price / DEAR)
            _cell(sheet, at, letter, ground, bold=True)
        if not place:
            continue
        row = p[place - 1]
        for rank, k in enumerate((-row).argsort(kind="stable")[:best], start=1):
            below = at[0], at[1] - 0.06 - rank * LOW
            right = vocabulary[k] == letter and not asked
            ground = _between(PAPER, _SURE, row[k])
            _cell(sheet, below, vocabulary[k], ground, framed=right)
    _scale(sheet, 0.15, "cost:", (0, 4, DEAR), WARM, DEAR, " bits")
    _scale(sheet, 3.6, "guess:", (0, 0.5, 1), _SURE, 1.0, " probability")
    return sheet.figure


def _between(light: str, strong: str, share: float) -> str:
    share = min(share, 1.0)
    mixed = (1 - share) * np.array(to_rgb(light)) + share * np.array(to_rgb(strong))
    return to_hex(tuple(mixed.tolist()))


def _cell(
    sheet: Sheet,
    at: Place,
    letter: str,
    ground: str,
    bold: bool = False,
    framed: bool = False,
) -> None:
    """A character on its ground."""
    wide, high = CELL - 0.02, LOW - 0.02
    edge = HIGHLIGHT if framed else None
    corner = at[0] - wide / 2, at[1] - high / 2
    sheet.block(corner, wide, high, ground, edge, zorder=2 if framed else 1)
    sheet.label(at, seen(letter), size=12, bold=bold)


def _scale(
    sheet: Sheet,
    x: float,
    name: str,
    values: Sequence[float],
    strong: str,
    most: float,
    unit: str,
) -> None:
    """What grounds mean, along the foot of a drawing."""
    label = sheet.label((x, 0.22), name, ha="left", size=SMALL, colour=NEUTRAL)
    x = sheet.extent(label).x1 + 0.1
    for value in values:
        sheet.block((x, 0.1), 0.3, 0.24, _between(PAPER, strong, value / most), NEUTRAL)
        said = f"{value:g}{unit if value == values[-1] else ''}"
        label = sheet.label((x + 0.36, 0.22), said, ha="left", size=SMALL)
        x = sheet.extent(label).x1 + 0.15
