"""Drawings of one step inside: the LSTM's cell, its parts, and its peepholes."""

from collections.abc import Collection, Mapping

from matplotlib.figure import Figure

from ..page.drawing import Place, Sheet, known
from ..page.palette import DARK, HIGHLIGHT
from .cell_plan import (
    CELL,
    GATE,
    GATES,
    HIGH,
    JOIN,
    LEFT,
    LOW,
    NAMES,
    OUT,
    PARTS,
    TRUNK,
    Plan,
    X,
)

SMALL_GATE = (0.35, 0.36)  # inches, of a cell beside its equations


def lstm_cell(
    lit: Collection[str] = PARTS, values: Mapping[str, float] | None = None
) -> Figure:
    """One step of the LSTM.

    Args:
        lit: what is not greyed out, of "f", "i", "g", "o" (a gate or the candidate,
            with its way in and out), "c" (the content from left to right, and what is
            done to it) and "h" (the way from c to the output).
        values: numbers to write beside what they belong to, by the names in
            ``WHERE``; by default none.

    Alt text: A cell with two lines through it. Along the top runs the content from
    c(t-1) to c(t): it is multiplied by f, and i times g is added. Along the bottom
    h(t-1) and x(t) come in and reach four boxes: forget, σ; input, σ; candidate, tanh;
    output, σ. On the right c(t) passes through a tanh, is multiplied by o and leaves as
    h(t). Name what is lit: "Lit: the forget gate and its way to the content." Name the
    numbers.

    Example:
        >>> lstm_cell(lit="f").get_size_inches().tolist()  # the forget gate is lit
        [7.0, 3.8]
    """
    parts = known(lit, PARTS, "part of the cell")
    sheet = Sheet(3.8)
    sheet.ground((0.85, 0.55), 5.1, 3.12)
    cell = Plan(sheet, frozenset(parts))
    _lstm(cell, names=True)
    cell.write("c", (0.36, CELL), "$c^{(t-1)}$")
    cell.write("c", (6.55, CELL), "$c^{(t)}$")
    cell.write("figo", (0.36, TRUNK), "$h^{(t-1)}$")
    cell.write("figo", (JOIN, X), "$x^{(t)}$")
    cell.write("h", (6.55, TRUNK), "$h^{(t)}$")
    for name in known(values or {}, WHERE, "number of the cell"):
        place, text = WHERE[name], f"{(values or {})[name]:.2f}".replace("-", "−")
        sheet.label(place, text, size=12, colour=HIGHLIGHT, bold=True)
    return sheet.figure


def _lstm(cell: Plan, names: bool) -> None:
    """The LSTM's lines and operations, without what goes in and comes out."""
    cell.trunk("figo")
    cell.line("figo", (LEFT, TRUNK), (JOIN, TRUNK))
    cell.gates(r"$\tanh$", names)
    cell.content()
    cell.output()


# Where a drawn cell has room for the numbers of a step, in inches.
WHERE: dict[str, Place] = {
    "x": (1.5, X),
    "h⁻": (0.36, TRUNK + 0.3),
    "c⁻": (0.36, CELL - 0.3),
    **{gate: (x + 0.3, 2.0) for gate, x in GATES.items()},
    "f ⊙ c⁻": (2.3, CELL - 0.24),
    "i ⊙ g": (GATES["g"] + 0.38, HIGH + 0.17),
    "tanh(c)": (OUT - 0.38, (HIGH + LOW) / 2),
    "c": (6.55, CELL - 0.3),
    "h": (6.55, TRUNK + 0.3),
}


def lstm_gates() -> Figure:
    """The LSTM's cell four times: forget gate, input gate, candidate and output gate
    lit one by one, each below its equation.

    Alt text: Four small LSTM cells, each greyed out but for one box and its lines, and
    above each the equation of what is lit. Say where the lines lead: from h⁻ and x up
    into the box, and from the forget gate to the product with the old content, from
    the input gate and from the candidate to the product of the two, from the output
    gate to the product with the squashed content.

    Example:
        >>> lstm_gates().get_size_inches().tolist()
        [7.0, 4.9]
    """
    tall, wide = 2.45, 3.5
    sheet = Sheet(2 * tall)
    for place, (part, name) in enumerate(NAMES.items()):
        left, bottom = wide * (place % 2), tall * (1 - place // 2)
        corner, lit = (left + 0.03, bottom - 0.02), frozenset(part)
        cell = Plan(sheet, lit, corner, (0.5, 0.57), gate=(0.32, 0.34))
        sheet.ground(cell.at(0.85, 0.55), 5.1 * cell.scale[0], 3.12 * cell.scale[1])
        _lstm(cell, names=False)
        cell.write("figo", (0.36, TRUNK), "$h^{-}$")
        _small_ends(cell, "figo")
        above = bottom + tall - 0.24
        sheet.label((left + 0.1, above), name, ha="left", bold=True)
        (equation,) = (e for e in EQUATIONS["lstm"] if e.startswith(f"{part}="))
        at = left + wide - 0.1, above
        sheet.label(at, f"${equation}$", size=12, colour=HIGHLIGHT, ha="right")
    return sheet.figure


def _small_ends(cell: Plan, reader: str) -> None:
    """What goes into a small cell and comes out, without the step's number; x belongs
    to the parts ``reader``."""
    cell.write("c", (0.36, CELL), "$c^{-}$")
    cell.write("c", (6.5, CELL), "$c$")
    cell.write(reader, (JOIN, X), "$x$")
    cell.write("h", (6.5, TRUNK), "$h$")


TITLES = {
    "lstm": "The LSTM, (4)–(9)",
    "course": "The course's peephole LSTM, (35)–(39)",
    "gers": "The peephole LSTM of Gers and others (2002)",
}
LIT = {"lstm": frozenset(PARTS), "course": frozenset("gtx"), "gers": frozenset("p")}
# f, i, g, c, o, h; between bars is what differs from the LSTM's.
EQUATIONS = {
    "lstm": (
        r"f=\sigma(W_{fx}x+W_{fh}h^{-}+b_f)",
        r"i=\sigma(W_{ix}x+W_{ih}h^{-}+b_i)",
        r"g=\tanh(W_{gx}x+W_{gh}h^{-}+b_g)",
        r"c=g\odot i+c^{-}\odot f",
        r"o=\sigma(W_{ox}x+W_{oh}h^{-}+b_o)",
        r"h=\tanh(c)\odot o",
    ),
    "course": (
        r"f=\sigma(W_{fx}x\,+\,|W_{fc}c^{-}|\,+\,b_f)",
        r"i=\sigma(W_{ix}x\,+\,|W_{ic}c^{-}|\,+\,b_i)",
        r"g=|\sigma(W_{cx}x+b_c)",
        r"c=g\odot i+c^{-}\odot f",
        r"o=\sigma(W_{ox}x\,+\,|W_{oc}c^{-}|\,+\,b_o)",
        r"h=\tanh(c)\odot o",
    ),
    "gers": (
        r"f=\sigma(W_{fx}x+W_{fh}h^{-}|\,+\,w_f\odot c^{-}|\,+\,b_f)",
        r"i=\sigma(W_{ix}x+W_{ih}h^{-}|\,+\,w_i\odot c^{-}|\,+\,b_i)",
        r"g=\tanh(W_{gx}x+W_{gh}h^{-}+b_g)",
        r"c=g\odot i+c^{-}\odot f",
        r"o=\sigma(W_{ox}x+W_{oh}h^{-}|\,+\,w_o\odot c|\,+\,b_o)",
        r"h=\tanh(c)\odot o",
    ),
}


def peepholes(cells: Collection[str] = ("lstm", "course", "gers")) -> Figure:
    """The LSTM and two LSTMs with peepholes, one under the other, each beside its
    equations; what differs from the LSTM is lit.

    In the course's, (35)-(39), the gates see c⁻ in full and never h, and the candidate
    is σ(W_cx x + b_c). In that of Gers, Schraudolph & Schmidhuber (2002) the gates see
    the content besides h⁻, elementwise, and o sees the new one.

    Args:
        cells: which of "lstm", "course", "gers", and in which order.

    Alt text: Three cells, each with its equations. In the LSTM's, h⁻ and x reach all
    four boxes. In the course's, lit: a line leads from c⁻ down to the three gates in
    the place of h⁻, and the candidate has an x of its own and a σ in the place of
    tanh. In Gers', lit: besides all the LSTM has, lines lead from c⁻ to f and i, and
    from the new c to o.

    Example:
        >>> peepholes(["course"]).get_size_inches().tolist()
        [7.0, 2.95]
    """
    known(cells, TITLES, "cell")
    tall = 2.95
    sheet = Sheet(tall * len(cells))
    for row, name in enumerate(cells):
        _peephole(sheet, name, (len(cells) - 1 - row) * tall)
    return sheet.figure


def _peephole(sheet: Sheet, name: str, bottom: float) -> None:
    """One row: the cell, and its equations."""
    accent = DARK if name == "lstm" else HIGHLIGHT
    corner, gate = (-0.04, bottom + 0.02), SMALL_GATE
    cell = Plan(sheet, LIT[name], corner, (0.6, 0.68), accent, gate)
    sheet.label((0.1, bottom + 2.68), TITLES[name], ha="left", bold=True)
    sheet.ground(cell.at(0.85, 0.55), 5.1 * cell.scale[0], 3.12 * cell.scale[1])
    course = name == "course"
    if course:
        x = GATES["g"]
        cell.line("x", (x, X + 0.36), (x, GATE - cell.half), head=True)
        cell.write("x", (x, X), "$x$")
        cell.trunk("fio", parts="t")
        cell.line("t", (JOIN, CELL), (JOIN, TRUNK))
        sheet.dot(cell.at(JOIN, CELL), colour=accent)
    else:
        cell.trunk("figo")
        cell.line("figo", (LEFT, TRUNK), (JOIN, TRUNK))
        cell.write("figo", (0.36, TRUNK), "$h^{-}$")
    if name == "gers":
        _elementwise(cell)
    cell.gates(r"$\sigma$" if course else r"$\tanh$", names=False)
    cell.content()
    cell.output()
    _small_ends(cell, "t" if course else "figo")
    for line, equation in enumerate(EQUATIONS[name]):
        pieces = [
            (f"${piece}$", n % 2 == 1) for n, piece in enumerate(equation.split("|"))
        ]
        sheet.row((4.0, bottom + 2.27 - 0.35 * line), pieces, 12)


def _elementwise(cell: Plan) -> None:
    """From c⁻ to f and i, and from the new c to o."""
    f, i, o = GATES["f"], GATES["i"], GATES["o"]
    side = cell.gate[0] / cell.scale[0] / 2
    before, high = f + 0.5, LOW + 0.35
    cell.line("p", (JOIN, CELL), (JOIN, GATE), (f - side, GATE), head=True)
    cell.line(
        "p", (JOIN, high), (before, high), (before, GATE), (i - side, GATE), head=True
    )
    after = GATES["g"] + 0.45
    cell.line("p", (after, CELL), (after, GATE), (o - side, GATE), head=True)
    for place in ((JOIN, CELL), (JOIN, high), (after, CELL)):
        cell.sheet.dot(cell.at(*place), colour=cell.accent)
