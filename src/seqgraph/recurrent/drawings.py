"""Drawings of Part 1 beside those of cells and of costs: the network unrolled, a
palindrome, and a tree of shared prefixes."""

from collections.abc import Sequence

import torch
from matplotlib.figure import Figure

from ..errors import InputError
from ..page.drawing import WIDTH, Sheet, known, shortened
from ..page.palette import DARK, HIGHLIGHT, LIGHT, NEUTRAL, PALE, TINT, WASH
from ..page.trees import prefix_tree
from . import palindromes


def unrolled(steps: int = 4, lit: int | None = None) -> Figure:
    """The vanilla RNN unrolled, and the gradient's way back.

    Args:
        steps: T, from 2 to 5.
        lit: a step in 1..T: only the gradient's way from the loss to this step is lit,
            and the step itself; by default all is.

    Alt text: T boxes in a row, h(1) to h(T). Arrows lead from x(t) up into each box,
    and from h(0) through all boxes to the loss L, with W_hh at every arrow between
    states. Above, in another colour, arrows lead back from the loss to box T and from
    each box to the one before, labelled δ(T) to δ(1). Where one step is lit, the arrows
    from the loss back to its box have colour, and all others are grey.

    Example:
        >>> figure = unrolled(steps=3, lit=2)
        >>> boxes = [label.get_text() for label in figure.axes[0].texts]
        >>> "$x^{(3)}$" in boxes, "$x^{(4)}$" in boxes
        (True, False)
    """
    if not 2 <= steps <= 5:
        raise InputError(f"unrolled draws 2 to 5 steps; got {steps}")
    if lit is not None:
        known([str(lit)], [str(t) for t in range(1, steps + 1)], "step")
    sheet = Sheet(3.3)
    pitch = 6.2 / (steps + 1)
    wide, tall = 0.28, 0.26  # half a box
    y_x, y, y_back = 1.05, 1.95, 2.72
    sheet.label((0.32, y), "$h^{(0)}$", lit in (None, 1))
    for t in range(1, steps + 1):
        here = lit in (None, t)
        reached = lit is None or t >= lit
        x = 0.45 + t * pitch
        start = 0.6 if t == 1 else x - pitch + wide
        sheet.arrow((start, y), (x - wide, y), lit=here)
        sheet.label(((start + x - wide - 0.1) / 2, y - 0.22), "$W_{hh}$", here, 12)
        sheet.box((x, y), f"$h^{{({t})}}$", 2 * wide, 2 * tall, here)
        sheet.label((x, y_x), f"$x^{{({t})}}$", here)
        sheet.arrow((x, y_x + 0.2), (x, y - tall), lit=here)
        top = y + tall
        back = [(x + pitch - 0.1, top), (x + pitch - 0.1, y_back)]
        back += [(x + 0.1, y_back), (x + 0.1, top)]
        sheet.arrow(*back, lit=reached, colour=HIGHLIGHT)
        sheet.label(
            (x + pitch / 2, y_back + 0.23),
            f"$\\delta^{{({t})}}$",
            reached,
            14,
            HIGHLIGHT,
        )
    x = 0.45 + (steps + 1) * pitch
    sheet.arrow((x - pitch + wide, y), (x - tall, y), lit=lit in (None, steps))
    sheet.circle((x, y), "$L$", tall)
    sheet.label(
        (0.12, 0.32),
        r"$\delta^{(t-1)}=W_{hh}^{\top}\,\mathrm{diag}(1-(h^{(t)})^2)\,\delta^{(t)}$",
        size=12.5,
        colour=HIGHLIGHT,
        ha="left",
    )
    sheet.label(
        (6.9, 0.32),
        r"$\partial L/\partial W_{hh}=\sum_t\;"
        r"\mathrm{diag}(1-(h^{(t)})^2)\,\delta^{(t)}h^{(t-1)\top}$",
        size=12.5,
        ha="right",
    )
    return sheet.figure


def palindrome(integers: Sequence[int]) -> Figure:
    """A palindrome, the numbers that it is made of, and what is asked.

    Args:
        integers: 2 to 5 whole numbers from 0 to 8, half as many as the nominal length.

    Alt text: A row of squares. On the left padding, empty; then the numbers in binary,
    with each number above its digits; then the same digits mirrored. The last square
    has a question mark. An arrow below leads to it from the first digit, which has the
    same colour, and says how many steps lie between.

    Example:
        >>> figure = palindrome([5, 0, 8])
        >>> [label.get_text() for label in figure.axes[0].texts][-1]
        'the same digit, to be carried over 14 steps'
    """
    known([*map(str, integers)], [*map(str, range(palindromes.LARGEST + 1))], "number")
    if not 2 <= len(integers) <= 5:
        raise InputError(f"palindrome draws 2 to 5 numbers; got {len(integers)}")
    (symbols,) = palindromes.compose(
        torch.tensor([integers]), torch.tensor([False])
    ).tolist()
    first = symbols.count(palindromes.PADDING)
    room, middle = len(symbols), (first + len(symbols)) // 2
    sheet = Sheet(2.15)
    pitch, y, above = (WIDTH - 0.3) / room, 1.05, 1.68

    def x(column: float) -> float:
        return 0.15 + pitch * (column + 0.5)

    for column, symbol in enumerate(symbols):
        padding, asked = column < first, column in (first, room - 1)
        fill = LIGHT if padding else TINT if asked else WASH
        text = "" if padding else "?" if column == room - 1 else str(symbol - 1)
        sheet.box(
            (x(column), y),
            text,
            0.86 * pitch,
            0.3,
            size=11,
            fill=fill if column < middle or asked else "white",
            ink=HIGHLIGHT if asked else DARK,
            edge=HIGHLIGHT if asked else PALE if padding else DARK,
        )
    at = first
    for number in integers:
        end = at + len(f"{number:b}")
        sheet.line((x(at - 0.35), y + 0.27), (x(end - 0.65), y + 0.27))
        sheet.label((x((at + end - 1) / 2), y + 0.44), str(number), bold=True)
        at = end
    for words, start, end in (
        ("padding", 0, first - 1),
        ("numbers", first, middle - 1),
        ("mirrored", middle, room - 1),
    ):
        sheet.label((x((start + end) / 2), above + 0.2), words, colour=NEUTRAL)
    under = y - 0.15
    places = ((x(first), under), (x(first), 0.62), (x(room - 1), 0.62))
    sheet.arrow(*places, (x(room - 1), under), colour=HIGHLIGHT)
    said = f"the same digit, to be carried over {room - first - 2} steps"
    sheet.label((x(room - 0.5), 0.36), said, colour=HIGHLIGHT, ha="right")
    return sheet.figure


def shared_prefixes(sequences: Sequence[str]) -> Figure:
    """The tree of a batch's prefixes: each state that is computed once.

    Args:
        sequences: B strings of T symbols each, one letter a symbol; B from 2 to 8, T
            from 2 to 7.

    Alt text: A tree that grows from h(0) to the right, one column for each t and a
    circle with a symbol for each distinct beginning of the B sequences. Beginnings that
    several sequences share have another colour and stand once. Each leaf has the
    numbers of its sequences. Below: so many states instead of B times T.

    Example:
        >>> figure = shared_prefixes(["001", "000"])
        >>> [label.get_text() for label in figure.axes[0].texts][-2]
        '4 states instead of 6'
    """
    lengths = {len(sequence) for sequence in sequences}
    if not 2 <= len(sequences) <= 8 or len(lengths) != 1 or not 2 <= max(lengths) <= 7:
        raise InputError(
            "sequences must be 2 to 8 of one length from 2 to 7; "
            f"got {len(sequences)} of the lengths {sorted(lengths)}"
        )
    (T,) = lengths
    tree = prefix_tree(sequences)
    leaves = [prefix for prefix in tree if len(prefix) == T]
    pitch, left, radius = 0.5, 0.55, 0.17
    sheet = Sheet(pitch * (len(leaves) - 1) + 1.75)
    top = sheet.height - 0.85
    step = (WIDTH - left - 1.2) / T

    def at(prefix: str) -> tuple[float, float]:
        return left + step * len(prefix), top - pitch * tree[prefix].row

    for t in range(1, T + 1):
        sheet.label((left + step * t, sheet.height - 0.25), f"$t={t}$", size=12)
    sheet.label((left + step * T + 0.28, sheet.height - 0.25), "sequence", ha="left")
    for prefix, node in tree.items():
        shared = node.count > 1
        if not prefix:
            sheet.label(at(prefix), "$h^{(0)}$")
            continue
        ink = HIGHLIGHT if shared else DARK
        start = 0.3 if len(prefix) == 1 else radius
        ends = shortened(at(prefix[:-1]), at(prefix), start, radius)
        sheet.arrow(*ends, colour=ink)
        sheet.circle(
            at(prefix), prefix[-1], radius, fill=TINT if shared else "white", ink=ink
        )
    for prefix in leaves:
        numbers = [n for n, each in enumerate(sequences, 1) if each == prefix]
        x, y = at(prefix)
        sheet.label((x + 0.3, y), _listed(numbers), ha="left", colour=NEUTRAL)
    saved = f"{len(tree) - 1} states instead of {len(sequences) * T}"
    sheet.label((left - 0.25, 0.25), saved, ha="left", bold=True)
    sheet.circle((3.75, 0.25), radius=0.09)
    sheet.label(
        (3.95, 0.25), "shared by several sequences", ha="left", colour=HIGHLIGHT
    )
    return sheet.figure


def _listed(numbers: list[int]) -> str:
    """Ascending numbers in words: 1–3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs
    )
