"""What a network writes that has read names of signs: page 2.1e."""

import functools
import unicodedata

from ..runs.sweeps import trained
from .language_model import LanguageModel
from .sampling import generate
from .study import SIGNS

READ = 5665  # names, counted by tests/text/test_at_hand.py
NAMES, LONGEST = 400, 70  # drawn, and characters of each


@functools.cache
def network() -> LanguageModel:
    """The network that has read the names of Unicode's symbols."""
    return trained(SIGNS)


@functools.cache
def drawn(tau: float = 1.0) -> tuple[str, ...]:
    """The names that it draws, in order; without those that are longer than LONGEST."""
    texts = generate(network(), ["\n"] * NAMES, LONGEST, tau)
    return tuple(name for text in texts if (name := _name(text)))


def begun(beginning: str, tau: float, seed: int) -> str:
    """A name that it begins as it is told, or nothing where it comes to no end."""
    (text,) = generate(network(), ["\n" + beginning], LONGEST, tau, seed)
    return _name(text)


def _name(text: str) -> str:
    name, *ended = text[1:].split("\n")
    return name if ended else ""


def sign(name: str) -> str:
    """The sign of this name, or nothing where Unicode has none.

    Example:
        >>> from seqgraph.text.signs_study import sign
        >>> sign("hot beverage"), sign("hot sheep")
        ('☕', '')
    """
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""
