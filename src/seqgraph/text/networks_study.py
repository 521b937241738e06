"""What several networks write, and what that says of others like them: pages
2.1b, 2.1c and 2.2.

A network is a draw of weights and of windows, so intervals and tests are over networks:
of each the mean of its texts, one from every character that it knows. How far texts of
one network differ is part of how far such means do. Where beginnings are a sample too,
both are drawn again.
"""

import dataclasses
import functools
from collections.abc import Mapping

import numpy as np

from ..measure.statistics import (
    against_zero,
    holm,
    interval,
    two_way_against_zero,
    two_way_bootstrap,
)
from ..runs.sweeps import run
from .intervals import Interval
from .sampling import GREEDY
from .study import GROWN, YOUNG
from .tallies import BEGINNINGS, CONTINUED, SAMPLE

NETWORKS = len(GROWN)
SEEN = SAMPLE // 10 // 2  # the longest period that shows two rounds in 30 characters
RARE = 0.05  # our own line between some texts and practically none
# Of the tales' last tenth in pieces of 300 and of 30 characters: how much smaller the
# share of distinct words is in the longer ones. Counted by tests/text/test_measures.py.
BOOK_GROWTH = -0.227
_RUNS = {"1/3": YOUNG, "3/3": GROWN}


@functools.cache
def _columns(table: str, stage: str) -> dict[str, np.ndarray]:
    """The columns of a table, one row of each for every network."""
    tables = [record.tables[table] for record in run([*_RUNS[stage]])]
    return {name: np.array([each[name] for each in tables]) for name in tables[0]}


def texts(what: str, tau: float, stage: str = "3/3") -> np.ndarray:
    """A column of the table ``written``, (networks, texts).

    Example:
        >>> from seqgraph.text.networks_study import texts
        >>> texts("real", 1.0).shape
        (8, 87)
    """
    columns = _columns("written", stage)
    return columns[what][:, columns["tau"][0] == tau]


def of_each(what: str, tau: float, stage: str = "3/3") -> np.ndarray:
    """Of each network the mean over its texts.

    Example:
        >>> from seqgraph.text.networks_study import of_each
        >>> bool((of_each("real", 2.0) > of_each("real", 0.5)).all())
        True
    """
    return np.nanmean(texts(what, tau, stage).astype(float), axis=1)


def across(what: str, tau: float, stage: str = "3/3") -> Interval:
    """Mean and interval over the networks."""
    return interval(of_each(what, tau, stage))


def gain(what: str, tau: float) -> np.ndarray:
    """Of each network, how much more its texts have at the end of training than after a
    third of it."""
    return of_each(what, tau) - of_each(what, tau, "1/3")


def looped(tau: float, stage: str = "3/3") -> np.ndarray:
    """Of each network, the share of its texts of 300 characters that end in a loop."""
    return (texts("period", tau, stage) > 0).mean(axis=1)


def middle(what: str, stage: str) -> np.ndarray:
    """Of each network the median over those greedy texts that end in a loop."""
    there = texts("period", GREEDY, stage) > 0
    values = texts(what, GREEDY, stage)
    return np.array([np.median(v[t]) for v, t in zip(values, there, strict=True)])


@dataclasses.dataclass(frozen=True)
class Question:
    """Whether the mean of a number, one of each network, lies above another number, or
    below it for ``wanted`` = -1.

    Example:
        >>> from seqgraph.text.networks_study import Question
        >>> Question(np.array([1.0, 2.0, 3.0])).wanted
        1
    """

    values: np.ndarray
    """One of each network, or a table of networks and beginnings."""
    wanted: int = 1
    against: float = 0.0

    @property
    def interval(self) -> Interval:
        return (two_way_bootstrap if self.values.ndim == 2 else interval)(self.values)

    @property
    def chance(self) -> float:
        """p, alone."""
        test = two_way_against_zero if self.values.ndim == 2 else against_zero
        return test(self.values - self.against)


def answers(family: Mapping[str, Question]) -> dict[str, str]:
    """To each question of a family whether it holds, is open or the opposite holds, at
    5 % for all of them together (Holm).

    Example:
        >>> from seqgraph.text.networks_study import Question, answers
        >>> answers({"a": Question(np.arange(9.0)), "b": Question(np.arange(9.0), -1)})
        {'a': 'holds', 'b': 'the opposite'}
        >>> answers({"a": Question(np.array([-1.0, 2.0]))})
        {'a': 'open'}
    """
    corrected = holm([each.chance for each in family.values()])
    return {
        name: "open"
        if chance >= 0.05
        else "holds"
        if (each.interval[0] > each.against) == (each.wanted > 0)
        else "the opposite"
        for (name, each), chance in zip(family.items(), corrected, strict=True)
    }


@functools.cache
def growing_up() -> dict[str, Question]:
    """What page 2.1b asks: one family."""
    questions = {}
    for way, tau in (("greedy", GREEDY), ("drawn", 1.0)):
        for what in ("real", "distinct", "copied"):
            questions[f"{what}, {way}"] = Question(gain(what, tau))
    for what, book in (("real", 0.0), ("distinct", BOOK_GROWTH)):
        longer = of_each(what, GREEDY) - of_each(f"{what}_30", GREEDY)
        questions[f"short, {what}"] = Question(longer, -1, book)
    return questions


@functools.cache
def sharpening() -> dict[str, Question]:
    """What page 2.1c asks: one family."""
    real, copied = (
        {tau: of_each(what, tau) for tau in (0.5, 1.0, 2.0, GREEDY)}
        for what in ("real", "copied")
    )
    return {
        "half is gibberish": Question(real[0.5], -1, 0.5),
        "half has words": Question(real[0.5], against=0.2),
        "two has words": Question(real[2.0], against=0.9),
        "two copies less than greedy": Question(copied[GREEDY] - copied[2.0]),
        "two copies more than one": Question(copied[2.0] - copied[1.0]),
        "one copies more than half": Question(copied[1.0] - copied[0.5]),
        "two is more real than one": Question(real[2.0] - real[1.0]),
        "two is less varied than one": Question(
            of_each("distinct", 2.0) - of_each("distinct", 1.0), -1
        ),
    }


def after(what: str, tau: float) -> np.ndarray:
    """A column of the table ``continued`` as means over the texts that follow a
    beginning, (networks, beginnings)."""
    columns = _columns("continued", "3/3")
    values = columns[what][:, columns["tau"][0] == tau].astype(float)
    return np.nanmean(values.reshape(NETWORKS, len(BEGINNINGS), -1), axis=2)


def share_after(what: str, among: str, tau: float) -> np.ndarray:
    """What part one column is of another, (networks, beginnings); NaN where there is
    nothing to be a part of."""
    part, whole = after(what, tau), after(among, tau)
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def comes_back(tau: float) -> tuple[np.ndarray, np.ndarray]:
    """The share of texts that mention a subject of a beginning, (networks, beginnings):
    of those that were begun with it, and of all that were begun otherwise."""
    columns = _columns("continued", "3/3")
    marks = columns["mentions"][:, columns["tau"][0] == tau]
    hits = np.array([[[*map(int, each)] for each in row] for row in marks])
    # Networks, what a text was begun with, what it mentions.
    share = hits.reshape(NETWORKS, len(BEGINNINGS), -1, len(BEGINNINGS)).mean(axis=2)
    own = np.diagonal(share, axis1=1, axis2=2)
    return own, (share.sum(axis=1) - own) / (len(BEGINNINGS) - 1)


def followed(what: str) -> np.ndarray:
    """Of each network, how strongly the unit that follows a property best correlates
    with it.

    Example:
        >>> from seqgraph.text.networks_study import followed
        >>> bool((followed("inside a quotation") > 0).all())
        True
    """
    columns = _columns("followed", "3/3")
    return np.abs(columns["correlation"][columns["property"] == what])


@functools.cache
def keeping_to_it() -> dict[float, Question]:
    """Whether a text mentions its own beginning's subjects more often than another's
    does, for each τ: one family."""
    return {
        tau: Question(own - others)
        for tau in CONTINUED
        for own, others in [comes_back(tau)]
    }
