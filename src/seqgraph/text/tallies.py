"""Every text that a network writes, and what is counted of each: the tables from which
pages 2.1b, 2.1c and 2.2 compare networks.

Pages resample networks and texts, so the tables have a row for each text and no means.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

from ..runs.experiment import Columns
from . import corpus, measures, units
from .language_model import LanguageModel
from .sampling import GREEDY, generate

TAUS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, GREEDY)
SAMPLE = 300  # characters of a text
EARLIER = (30, 90)  # characters of a text's beginning that are looked at apart
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
CONTINUED = (1.0, 2.0)  # τ for what follows a beginning
EACH = 20  # texts for each beginning
# Words that any sentence may have.
_SMALL = corpus.words("""
    a an and because has have he her his if in into is it me my not of on once said she
    some the their then there they to upon was went who with
""")


def subjects(text: str) -> set[str]:
    """The words of a beginning that say what it is about.

    Example:
        >>> from seqgraph.text.tallies import subjects
        >>> sorted(subjects("Then the old witch"))
        ['old', 'witch']
    """
    return {word for word in corpus.words(text) if word not in _SMALL}


def written(model: LanguageModel, source: Collection[str]) -> Columns:
    """A row for every text that begins with one character of the vocabulary, for every
    τ: shares of its words, without the first one, and of its stretches.

    Args:
        model: writes SAMPLE characters each.
        source: stretches of the text that it learnt from.

    Example:
        >>> from seqgraph.text.tallies import written
        >>> model = LanguageModel("ab ", ["ab"], 4, 6, 1, dropout=0.0)
        >>> table = written(model, source=frozenset())
        >>> len(table["real"]), set(table["copied"])
        (27, {0.0})
    """
    rows = []
    for tau in TAUS:
        for text in generate(model, model.vocabulary, SAMPLE - 1, tau):
            loop = measures.loop(text)
            rows.append(
                {
                    "tau": tau,
                    "real": _real(text, model),
                    "distinct": _distinct(text),
                    "real_30": _real(text[: EARLIER[0]], model),
                    "distinct_30": _distinct(text[: EARLIER[0]]),
                    "copied": _short(measures.copied(text, source)),
                    "spelled": _short(measures.spelled(text, model.words)),
                    "onset": loop.onset if loop else SAMPLE,
                    "period": loop.period if loop else 0,
                    "looped_30": measures.loop(text[: EARLIER[0]]) is not None,
                    "looped_90": measures.loop(text[: EARLIER[1]]) is not None,
                    **_marks(text),
                }
            )
    return _columns(rows)


def continued(model: LanguageModel) -> Columns:
    """A row for each of EACH texts after every beginning that the model can read, for
    each τ of CONTINUED. ``mentions`` has a 1 for each beginning of which the text
    names a subject, else a 0.

    Example:
        >>> from seqgraph.text.tallies import continued
        >>> letters = "".join(sorted(set("".join(BEGINNINGS[:2]))))
        >>> model = LanguageModel(letters, [], 4, 6, 1, dropout=0.0)
        >>> len(continued(model)["mentions"])  # of both, at two values of τ
        80
    """
    known = set(model.vocabulary)
    starts = [start for start in BEGINNINGS if known.issuperset(start)]
    prompts = [start for start in starts for _ in range(EACH)]
    rows = []
    for tau in CONTINUED:
        texts = generate(model, prompts, SAMPLE, tau)
        for start, whole in zip(prompts, texts, strict=True):
            text = whole[len(start) :]
            rows.append({"tau": tau, "beginning": start, **_after(text, model)})
    return _columns(rows)


def _after(text: str, model: LanguageModel) -> dict[str, Any]:
    words = set(corpus.words(text))
    after = re.findall(r"[.!?]’? ([A-Za-z])", text)
    return {
        "mentions": "".join(str(int(bool(subjects(s) & words))) for s in BEGINNINGS),
        "real": _short(measures.real_words(text, model.words)),
        "sentences": len(after),
        "capitals": sum(letter.isupper() for letter in after),
        **_marks(text),
    }


def followed(model: LanguageModel) -> Columns:
    """A row for each of the properties in ``units``: the unit that follows it best in
    what the model writes at τ = 1.

    Example:
        >>> from seqgraph.text.tallies import followed
        >>> model = LanguageModel("ab ‘’.", [], 4, 6, 1, dropout=0.0)
        >>> followed(model)["property"][0]
        'inside a quotation'
    """
    texts = generate(model, model.vocabulary, SAMPLE - 1, tau=1.0)
    return _columns(
        [
            {
                "property": what,
                "unit": best.unit,
                "correlation": _short(best.correlation),
                "typical": _short(best.typical),
            }
            for what, best in units.search(model, texts).items()
        ]
    )


def _real(text: str, model: LanguageModel) -> float:
    return _short(measures.real_words(measures.after_first_word(text), model.words))


def _distinct(text: str) -> float:
    return _short(measures.distinct_words(measures.after_first_word(text)))


def _marks(text: str) -> dict[str, Any]:
    speeches = units.speeches(text)
    return {
        "line_ends": text.count("\n"),
        "opened": len(speeches),
        "closed": sum(each.closed for each in speeches),
    }


def _short(share: float) -> float:
    return round(share, 4)  # a record has thousands of them


def _columns(rows: Sequence[dict[str, Any]]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]}
