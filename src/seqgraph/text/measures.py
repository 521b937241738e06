"""What can be counted of a written text."""

import dataclasses
import math
import re
from collections.abc import Collection

from .corpus import WORD, words

SHORTEST = 15  # characters that must repeat before they count as a loop
REPEATS = 2  # whole periods that a loop must show
STRETCH = 10  # characters that must agree to count as copied


@dataclasses.dataclass(frozen=True)
class Loop:
    """A text that from ``onset`` to its end repeats itself every ``period``
    characters.

    Example:
        >>> from seqgraph.text.measures import Loop
        >>> text, found = "so the fox, the fox, the fox", Loop(onset=2, period=9)
        >>> text[found.onset : found.onset + found.period]
        ' the fox,'
    """

    onset: int
    period: int


def loop(text: str) -> Loop | None:
    """The loop in which a text ends, the one of the shortest period; None without.

    It must show at least REPEATS whole periods and SHORTEST characters: two equal
    letters at the end are no loop.

    Example:
        >>> from seqgraph.text.measures import loop
        >>> loop("so the fox, the fox, the fox")
        Loop(onset=2, period=9)
        >>> loop("a wooden spoon") is None
        True
    """
    for period in range(1, len(text) // REPEATS + 1):
        onset = len(text) - period
        while onset > 0 and text[onset - 1] == text[onset - 1 + period]:
            onset -= 1
        if len(text) - onset >= max(SHORTEST, REPEATS * period):
            return Loop(onset, period)
    return None


def one_round(text: str, found: Loop) -> str:
    """One round of the loop in which a text ends, begun where the order of the alphabet
    says, so that the same loop entered at different places is the same text.

    Example:
        >>> from seqgraph.text.measures import loop, one_round
        >>> text = "so the fox, the fox, the fox"
        >>> one_round(text, loop(text))
        ' fox, the'
    """
    once = text[found.onset : found.onset + found.period]
    return min(once[k:] + once[:k] for k in range(len(once)))


def whole_words(text: str) -> list[str]:
    """The words of a text that was begun and cut off anywhere: without the last one,
    of which the end may be missing.

    Example:
        >>> from seqgraph.text.measures import whole_words
        >>> whole_words("The fox ra")
        ['the', 'fox']
    """
    return words(text)[:-1] if text[-1:].isalpha() else words(text)


def after_first_word(text: str) -> str:
    """A text without its first word, which must begin with a given character.

    Example:
        >>> from seqgraph.text.measures import after_first_word
        >>> after_first_word("8xt the fox")
        ' the fox'
    """
    return re.sub(r"^\s*\S+", "", text)


def real_words(text: str, known: Collection[str]) -> float:
    """The share of a text's words that are known; NaN for a text without words.

    Example:
        >>> from seqgraph.text.measures import real_words
        >>> real_words("the fux. ", known={"the", "fox"})
        0.5
    """
    found = whole_words(text)
    return sum(word in known for word in found) / len(found) if found else math.nan


def distinct_words(text: str) -> float:
    """Different words as a share of all; NaN for a text without words.

    Example:
        >>> from seqgraph.text.measures import distinct_words
        >>> distinct_words("the fox, the fox.")
        0.5
    """
    found = whole_words(text)
    return len(set(found)) / len(found) if found else math.nan


def stretches(text: str) -> list[str]:
    """Every stretch of STRETCH characters of a text, in order.

    Example:
        >>> from seqgraph.text.measures import stretches
        >>> stretches("the old fox")
        ['the old fo', 'he old fox']
    """
    return [text[i : i + STRETCH] for i in range(len(text) - STRETCH + 1)]


def spelled(text: str, known: Collection[str]) -> float:
    """The share of a text's stretches that touch no unknown word; the last word, which
    may be cut off, counts as known.

    Example:
        >>> from seqgraph.text.measures import spelled
        >>> spelled("the old old fux.", known={"the", "old"})
        0.42857142857142855
    """
    clean = [True] * len(text)
    for found in WORD.finditer(text):
        if found.end() < len(text) and found[0].lower() not in known:
            clean[found.start() : found.end()] = [False] * len(found[0])
    own = [all(clean[i : i + STRETCH]) for i in range(len(text) - STRETCH + 1)]
    return sum(own) / len(own)


def copied(text: str, source: Collection[str]) -> float:
    """The share of a text's stretches that are among those of ``source``.

    Example:
        >>> from seqgraph.text.measures import copied, stretches
        >>> copied("the old fog", source=stretches("the old fox"))
        0.5
    """
    own = stretches(text)
    return sum(stretch in source for stretch in own) / len(own)
