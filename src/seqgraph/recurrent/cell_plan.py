"""The plan of a recurrent cell's drawing: where its boxes, lines and operations are.

In inches; a drawing may scale it, and letters keep their size.
"""

import dataclasses
import math

from ..page.drawing import OPERATION, SMALL, Place, Sheet
from ..page.palette import DARK

PARTS = ("f", "i", "g", "o", "c", "h")
NAMES = {"f": "forget", "i": "input", "g": "candidate", "o": "output"}

# Where the plan has its columns and levels.
GATES = {"f": 1.55, "i": 2.55, "g": 3.55, "o": 4.55}
LEFT, JOIN, OUT, RIGHT = 0.72, 1.0, 5.45, 6.2
X, TRUNK, GATE, LOW, MID, HIGH, CELL = 0.28, 0.85, 1.55, 2.15, 2.55, 2.8, 3.4


@dataclasses.dataclass(frozen=True)
class Plan:
    """A recurrent cell on a sheet. Parts are named by one letter, as in ``PARTS``; a
    line that belongs to several is lit where one of them is."""

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
