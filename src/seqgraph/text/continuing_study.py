"""How the network goes on from a given beginning, and what is counted of it: page
2.2."""

import functools
import re

from ..measure.statistics import bootstrap
from . import corpus, measures, sampling
from .intervals import Interval
from .writing_study import network

BEGINNINGS = (
    "Sleeping beauty is",
    "Once upon a time there was a",
    "The wolf opened his mouth and",
    "‘Who has eaten my",
    "The princess wept, because",
    "Hansel said to Gretel, ‘",
    "The three brothers went into the",
    "THE GOLDEN ",
    "In the middle of the forest",
    "Then the old witch",
    "He gave the horse some",
    "The computer on the king’s table",
    "and if they have not died, they",
)
EACH, LENGTH = 20, 300  # texts for each beginning, characters
# Words that any sentence may have.
_SMALL = corpus.words("""
    a an and because has have he her his if in into is it me my not of on once said she
    some the their then there they to upon was went who with
""")


@functools.cache
def continued(tau: float) -> dict[str, list[str]]:
    """For each beginning the texts that follow it, each with a seed of its own."""
    prompts = [start for start in BEGINNINGS for _ in range(EACH)]
    texts: dict[str, list[str]] = {start: [] for start in BEGINNINGS}
    whole = sampling.generate(network(), prompts, LENGTH, tau, seed=0)
    for start, text in zip(prompts, whole, strict=True):
        texts[start].append(text[len(start) :])
    return texts


def all_texts(tau: float) -> list[str]:
    """What follows all the beginnings, in their order."""
    return [text for texts in continued(tau).values() for text in texts]


def subjects(text: str) -> set[str]:
    """The words of a beginning that say what it is about.

    Example:
        >>> from seqgraph.text.continuing_study import subjects
        >>> sorted(subjects("Then the old witch"))
        ['old', 'witch']
    """
    return {word for word in corpus.words(text) if word not in _SMALL}


def _mentions(tau: float, start: str, begun: str) -> list[bool]:
    """For each text that was begun with ``begun``, whether it mentions a subject of
    ``start``."""
    about = subjects(start)
    return [bool(about & set(corpus.words(text))) for text in continued(tau)[begun]]


@functools.cache
def comes_back(tau: float) -> tuple[Interval, Interval]:
    """The share of texts that mention a subject of their own beginning, and, by
    chance, of the others'."""
    pairs = [(start, begun) for start in BEGINNINGS for begun in BEGINNINGS]
    own, others = (
        [
            hit
            for start, begun in pairs
            if (start == begun) == same
            for hit in _mentions(tau, start, begun)
        ]
        for same in (True, False)
    )
    return bootstrap(own), bootstrap(others)


def real_words(tau: float) -> Interval:
    """The share of a text's words that stand in the book."""
    known = network().words
    return bootstrap([measures.real_words(text, known) for text in all_texts(tau)])


def capitals(tau: float) -> Interval:
    """Of the letters after the end of a sentence, the share that are capitals."""
    ends = (re.findall(r"[.!?]’? ([A-Za-z])", text) for text in all_texts(tau))
    return bootstrap([letter.isupper() for letters in ends for letter in letters])


def line_ends(tau: float) -> Interval:
    """How many line ends a text of 300 characters has."""
    return bootstrap([text.count("\n") for text in all_texts(tau)])


def closed_quotations(tau: float) -> float:
    """Closing single quotation marks for each opening one."""
    texts = all_texts(tau)
    closing = sum(len(re.findall(r"’(?!\w)", text)) for text in texts)
    return closing / sum(text.count("‘") for text in texts)
