"""Drawings of one step inside: the LSTM's cell, and its peepholes.

The cells have one plan, in inches; a drawing may scale it, and letters keep their size.
"""

import dataclasses
import math
from collections.abc import Collection

from matplotlib.figure import Figure

from ..page.drawing import OPERATION, SMALL, Place, Sheet, known
from ..page.palette import DARK, HIGHLIGHT

PARTS = ("f", "i", "g", "o", "c", "h")
NAMES = {"f": "forget", "i": "input", "g": "candidate", "o": "output"}

# Where the plan has its columns and levels.
GATES = {"f": 1.55, "i": 2.55, "g": 3.55, "o": 4.55}
LEFT, JOIN, OUT, RIGHT = 0.72, 1.0, 5.45, 6.2
X, TRUNK, GATE, LOW, MID, HIGH, CELL = 0.28, 0.85, 1.55, 2.15, 2.55, 2.8, 3.4


@dataclasses.dataclass(frozen=True)
class _Cell:
    """A cell on a sheet. Parts are named by one letter, as in ``PARTS``; a line that
    belongs to several is lit where one of them is."""

    sheet: Sheet
    lit: frozenset[str]
    corner: Place = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    accent: str = DARK
    gate: tuple[float, float] = (0.8, 0.62)
    """Width and height of a gate's box, in inches."""

    def at(self, x: float, y: float) -> Place:
        return self.corner[0] + self.scale[0] * x, self.corner[1] + self.scale[1] * y

    def on(self, parts: str) -> bool:
        return not self.lit.isdisjoint(parts)

    def line(self, parts: str, *places: Place, head: bool = False) -> None:
        ends = [self.at(*place) for place in places]
        self.sheet.line(*ends, lit=self.on(parts), colour=self.accent, head=head)

    def into(self, parts: str, *places: Place) -> None:
        """An arrow to the rim of an operation at the last place."""
        *before, (xa, ya), (xb, yb) = places
        if xa == xb:
            yb -= math.copysign(OPERATION / self.scale[1], yb - ya)
        else:
            xb -= math.copysign(OPERATION / self.scale[0], xb - xa)
        self.line(parts, *before, (xa, ya), (xb, yb), head=True)

    def write(self, parts: str, at: Place, text: str) -> None:
        self.sheet.label(self.at(*at), text, self.on(parts), 15, self.accent)

    @property
    def half(self) -> float:
        """Half a gate's height, on the plan."""
        return self.gate[1] / self.scale[1] / 2

    def gates(self, candidate: str, names: bool) -> None:
        """The four boxes and their letters."""
        for part, name in NAMES.items():
            at = x, y = self.at(GATES[part], GATE)
            lit = part in self.lit
            width, height = self.gate
            function = candidate if part == "g" else r"$\sigma$"
            if "tanh" in function:
                width = max(width, 0.44)
            self.sheet.box(at, "", width, height, lit, fill=self.accent)
            lift = 0.13 if names else 0
            self.sheet.label((x, y - lift), function, lit, 13, "white")
            if names:
                self.sheet.label((x, y + lift), name, lit, SMALL, "white")
            beside = x - 0.13, self.at(0, LOW)[1]
            self.sheet.label(beside, f"${part}$", lit, 15, self.accent)

    def trunk(self, to: str, parts: str = "") -> None:
        """From x and what joins it, to each of some gates; its stretches belong to
        ``parts``, or to the gates that they lead to."""
        start = JOIN
        self.line(parts or to, (JOIN, X + 0.2 / self.scale[1]), (JOIN, TRUNK))
        for k, part in enumerate(to):
            x, beyond = GATES[part], parts or to[k:]
            self.line(beyond, (start, TRUNK), (x, TRUNK))
            self.line(parts or part, (x, TRUNK), (x, GATE - self.half), head=True)
            if part != to[-1]:
                self.sheet.dot(self.at(x, TRUNK), self.on(beyond), self.accent)
            start = x

    def content(self) -> None:
        """c from the left to the right, and what f, i and g do to it."""
        f, i, g, up = GATES["f"], GATES["i"], GATES["g"], GATE + self.half
        self.into("c", (LEFT, CELL), (f, CELL))
        self.into("c", (f, CELL), (g, CELL))
        self.line("c", (g, CELL), (RIGHT, CELL), head=True)
        self.into("f", (f, up), (f, CELL))
        self.into("i", (i, up), (i, MID), (g, MID))
        self.into("g", (g, up), (g, MID))
        self.into("c", (g, MID), (g, CELL))
        self.sheet.times(self.at(f, CELL), self.on("c"))
        self.sheet.times(self.at(g, MID), self.on("c"))
        self.sheet.plus(self.at(g, CELL), self.on("c"))

    def output(self) -> None:
        """From c through tanh and o to h."""
        o = GATES["o"]
        self.sheet.dot(self.at(OUT, CELL), self.on("ch"), self.accent)
        self.into("h", (OUT, CELL), (OUT, HIGH))
        self.into("h", (OUT, HIGH - OPERATION / self.scale[1]), (OUT, LOW))
        self.into("o", (o, GATE + self.half), (o, LOW), (OUT, LOW))
        self.line("h", (OUT, LOW), (OUT, TRUNK), (RIGHT, TRUNK), head=True)
        self.sheet.times(self.at(OUT, LOW), self.on("h"))
        self.sheet.pill(self.at(OUT, HIGH), r"$\tanh$", self.on("h"))


def lstm_cell(lit: Collection[str] = PARTS) -> Figure:
    """One step of the LSTM.

    Args:
        lit: what is not greyed out, of "f", "i", "g", "o" (a gate or the candidate,
            with its way in and out), "c" (the content from left to right, and what is
            done to it) and "h" (the way from c to the output).

    Alt text: A cell with two lines through it. Along the top runs the content from
    c(t-1) to c(t): it is multiplied by f, and i times g is added. Along the bottom
    h(t-1) and x(t) come in and reach four boxes: forget, σ; input, σ; candidate, tanh;
    output, σ. On the right c(t) passes through a tanh, is multiplied by o and leaves as
    h(t). Name what is lit: "Lit: the forget gate and its way to the content."

    Example:
        >>> lstm_cell(lit="f").get_size_inches().tolist()  # the forget gate is lit
        [7.0, 3.8]
    """
    parts = known(lit, PARTS, "part of the cell")
    sheet = Sheet(3.8)
    sheet.ground((0.85, 0.55), 5.1, 3.12)
    cell = _Cell(sheet, frozenset(parts))
    cell.trunk("figo")
    cell.line("figo", (LEFT, TRUNK), (JOIN, TRUNK))
    cell.gates(r"$\tanh$", names=True)
    cell.content()
    cell.output()
    cell.write("c", (0.36, CELL), "$c^{(t-1)}$")
    cell.write("c", (6.55, CELL), "$c^{(t)}$")
    cell.write("figo", (0.36, TRUNK), "$h^{(t-1)}$")
    cell.write("figo", (JOIN, X), "$x^{(t)}$")
    cell.write("h", (6.55, TRUNK), "$h^{(t)}$")
    return sheet.figure


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
        r"f=\sigma(W_{fx}x\,+\,|W_{fh}c^{-}|\,+\,b_f)",
        r"i=\sigma(W_{ix}x\,+\,|W_{ih}c^{-}|\,+\,b_i)",
        r"g=|\sigma(W_{cx}x+b_c)",
        r"c=g\odot i+c^{-}\odot f",
        r"o=\sigma(W_{ox}x\,+\,|W_{oh}c^{-}|\,+\,b_o)",
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
    corner, gate = (-0.04, bottom + 0.02), (0.35, 0.36)
    cell = _Cell(sheet, LIT[name], corner, (0.6, 0.68), accent, gate)
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
    cell.write("c", (0.36, CELL), "$c^{-}$")
    cell.write("c", (6.5, CELL), "$c$")
    cell.write("t" if course else "figo", (JOIN, X), "$x$")
    cell.write("h", (6.5, TRUNK), "$h$")
    for line, equation in enumerate(EQUATIONS[name]):
        pieces = [
            (f"${piece}$", n % 2 == 1) for n, piece in enumerate(equation.split("|"))
        ]
        sheet.row((4.0, bottom + 2.27 - 0.35 * line), pieces, 12)


def _elementwise(cell: _Cell) -> None:
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
