"""What a text in LaTeX opens, and whether and where it closes it."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"%[^\n]*|(?P<paragraph>\n\s*\n)|\\begin\{(?P<begin>[^{}\s]*)\}"
    r"|(?P<end>\\end\{[^{}\s]*\})|(?P<sign>\\[][]|[{}$])|\\."
)
_FORMULA = re.compile(r"\$|\\\[|\\begin\{(DP)?(align|gather)")
_CLOSER = {"{": "}", "$": "$", r"\[": r"\]"}
KINDS = ("{", "$", r"\[", r"\begin")  # what is opened


class Opening(NamedTuple):
    r"""What is opened: from its mark's place to the end of the closing one, or to where
    it is given up if it is not ``closed``.

    Example:
        >>> from seqgraph.text.markup import Opening
        >>> found = Opening("$", start=3, end=6, closed=True)
        >>> "if $x$"[found.start : found.end]
        '$x$'
    """

    kind: str
    start: int
    end: int
    closed: bool


def openings(text: str) -> list[Opening]:
    r"""All that a text opens, in the order in which it ends.

    An environment is closed by its own name only, and mathematics between dollar signs
    before its paragraph ends, or TeX stops there. What is still open when something
    around it closes, is not closed. Comments and escaped signs do not count.

    Example:
        >>> from seqgraph.text.markup import openings
        >>> found = openings(r"\begin{list} $x^{2$ \end{list} 100\%, \[y = 1")
        >>> [(each.kind, each.closed) for each in found]
        [('{', False), ('$', True), ('\\begin', True), ('\\[', False)]
    """
    found: list[Opening] = []
    stack: list[tuple[str, str, int]] = []  # the closer, the kind, the place

    def end(count: int, place: int, closed: bool) -> None:
        """Take the last ones off the stack; the first of them may be closed."""
        for k in range(count):
            _, kind, start = stack.pop()
            found.append(Opening(kind, start, place, closed and k == count - 1))

    for token in _TOKEN.finditer(text):
        waiting = [closer for closer, *_ in stack][::-1]
        mark = token["end"] or token["sign"]
        if token["paragraph"]:
            if "$" in waiting:
                end(waiting.index("$") + 1, token.start(), closed=False)
        elif mark in waiting:
            end(waiting.index(mark) + 1, token.end(), closed=True)
        elif token["begin"] is not None:
            stack.append((rf"\end{{{token['begin']}}}", r"\begin", token.start()))
        elif mark in _CLOSER:
            stack.append((_CLOSER[mark], mark, token.start()))
    end(len(stack), len(text), closed=False)
    return found


def in_formula(text: str) -> list[float]:
    r"""1 from the mark that opens a formula, between dollar signs or displayed, to the
    one that closes it, else 0.

    Example:
        >>> from seqgraph.text.markup import in_formula
        >>> in_formula("a $b$")
        [0.0, 0.0, 1.0, 1.0, 0.0]
    """
    marked = [0.0] * len(text)
    for _, start, end, closed in openings(text):
        if _FORMULA.match(text, start):
            last = end - closed  # after its closing mark it is outside again
            marked[start:last] = [1.0] * (last - start)
    return marked
