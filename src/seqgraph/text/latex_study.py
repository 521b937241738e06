"""What networks write that learn from a book in LaTeX, and what of it they close: page
2.1e."""

import functools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from ..runs.sweeps import trained
from .language_model import LanguageModel
from .markup import KINDS, openings
from .sampling import generate
from .study import LATEX

MOMENTS = {config.steps: config for config in LATEX}
FINAL = max(MOMENTS)
TEXTS, LENGTH = 100, 1000  # written at each moment, characters of each
PARAGRAPH = "\n\n"  # with which each text begins
# Counted by tests/text/test_markup.py, where the book is: shares that are closed in
# pieces of the book, and in what is written by counts of so many characters.
BOOK = {"{": 0.991, "$": 0.991, r"\[": 0.919, r"\begin": 0.720}
COUNTS = {
    5: {"{": 0.870, "$": 0.800, r"\[": 0.292, r"\begin": 0.043},
    10: {"{": 0.936, "$": 0.846, r"\[": 0.470, r"\begin": 0.118},
}
# Of displayed formulae that are closed, the share that stand in what was learnt.
RECITED = {"network": 1 / 57, 5: 1 / 33, 10: 11 / 55}
BETWEEN = {"{": 5, "$": 6, r"\[": 56, r"\begin": 189}  # medians in characters
FORMULA = 38  # the unit that follows formulae
FORMULA_IN_BOOK = 0.72  # its correlation in the book's last tenth
_FORMULA = re.compile(r"\$(.*?)\$|\\\[(.*?)\\\]", re.DOTALL)
_INSTEAD = {  # of what the book's own LaTeX has, in Markdown
    r"\\DPPageSep\{[^}]*\}\{[^}]*\}%\n|\\ResetCols\{[^}]*\}": "",
    r"\\Item\{([^}]*)\}": r"\1",
    r"\\Examples\{([^}]*)\}": r"**Examples.** \1",
    r"\\textit\{([^}]*)\}": r"*\1*",
    r"\s*\\\[\s*(.*?)\s*\\\]": r"\n\n$$\n\1\n$$\n\n",
    r"---": "\N{EM DASH}",
    r"~": "\N{NO-BREAK SPACE}",
    r"\n{3,}": "\n\n",
}


@functools.cache
def network(steps: int = FINAL) -> LanguageModel:
    """The network at one of MOMENTS."""
    return trained(MOMENTS[steps])


@functools.cache
def written(steps: int = FINAL) -> tuple[str, ...]:
    """What it writes at random (τ = 1), each text after an empty line."""
    beginnings = [PARAGRAPH] * TEXTS
    return tuple(generate(network(steps), beginnings, LENGTH - len(PARAGRAPH), tau=1.0))


def closed(texts: Iterable[str]) -> dict[str, float]:
    """For each kind, the share of what texts open that they close.

    Example:
        >>> from seqgraph.text.latex_study import closed
        >>> closed(["{$x$} {", "{}"])["{"]
        0.6666666666666666
    """
    found = defaultdict(list)
    for text in texts:
        for each in openings(text):
            found[each.kind].append(each.closed)
    return {k: sum(found[k]) / len(found[k]) for k in KINDS if k in found}


def formulae(text: str) -> list[str]:
    r"""The formulae of a text, without the marks around them.

    Example:
        >>> from seqgraph.text.latex_study import formulae
        >>> formulae(r"$x$ and \[ y \]")
        ['x', 'y']
    """
    return [(found[1] or found[2]).strip() for found in _FORMULA.finditer(text)]


def in_markdown(text: str) -> str:
    r"""A piece that closes what it opens, in Markdown, where MathJax sets the formulae.
    Marks of the printed book's pages go.

    Example:
        >>> from seqgraph.text.latex_study import in_markdown
        >>> print(in_markdown(r"\Item{(2)} Find \textit{it}: \[ x. \]"))
        (2) Find *it*:
        <BLANKLINE>
        $$
        x.
        $$
    """
    for command, instead in _INSTEAD.items():
        text = re.sub(command, instead, text, flags=re.DOTALL)
    return text.strip()


def pieces(text: str) -> list[str]:
    """Pieces of a book, each as long as what is written and after an empty line.

    Example:
        >>> from seqgraph.text.latex_study import pieces
        >>> [len(piece) for piece in pieces("a" + 500 * "\\n\\nwords")]
        [1000, 1000, 1000]
    """
    found, end = [], 0
    while (start := text.find(PARAGRAPH, end)) >= 0 and start + LENGTH <= len(text):
        end = start + LENGTH
        found.append(text[start:end])
    return found


def by_counts(learnt: str, order: int, seed: int = 0) -> list[str]:
    """As many texts as the network's, drawn by counts: after the last ``order``
    characters, each character as often as it follows them in a book.

    Example:
        >>> from seqgraph.text.latex_study import by_counts
        >>> by_counts("\\n\\na fox " * 9, order=4)[0][:14]
        '\\n\\na fox \\n\\na fo'
    """
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for k in range(len(learnt) - order):
        after[learnt[k : k + order]][learnt[k + order]] += 1
    places = [found.start() for found in re.finditer(PARAGRAPH, learnt)]
    starts = [learnt[k : k + order] for k in places if k + order < len(learnt)]
    source, texts = random.Random(seed), []
    for _ in range(TEXTS):
        text = source.choice(starts)
        while len(text) < LENGTH:
            known = after[text[-order:]]
            # The book's own end is followed by nothing.
            text += (
                source.choices([*known], [*known.values()])[0]
                if known
                else source.choice(starts)
            )
        texts.append(text[:LENGTH])
    return texts
