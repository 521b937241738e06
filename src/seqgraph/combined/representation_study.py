"""Question 3.5(a): the runs that are compared, and what is measured over them."""

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..measure.statistics import against_zero, holm, interval
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, sweep
from .representations import TESTED_NODES, TRAINED_NODES, Representations
from .scene_study import percent

SEEDS = range(3)
COMPARED = {  # the readers of each task
    "palindrome": ("dfs", "graph", "bag"),
    "connected": ("dfs", "bfs", "names", "graph", "bag"),
    "cyclic": ("dfs", "bfs", "names", "graph", "bag"),
    "triangular": ("dfs", "bfs", "names", "graph", "bag"),
    "rings": ("dfs", "bfs", "names", "graph"),
}
LINKS = ("connected", "cyclic", "triangular")  # what message passing can learn
LARGEST = TESTED_NODES[-1:]
TASK_TITLES = {
    "palindrome": "which letter is missing?",
    "connected": "connected?",
    "cyclic": "has a cycle?",
    "triangular": "has a triangle?",
    "rings": "which rings?",
}
READER_TITLES = {
    "dfs": "depth first",
    "bfs": "breadth first",
    "names": "any order",
    "graph": "graph",
    "bag": "bag of nodes",
}
# Who is compared with whom, where only a test can say who is ahead. What a graph hides
# of palindromes and rings is counted: ``reach.palindromes_told``, ``families.alike``.
PAIRS = (("dfs", "graph"), ("names", "graph"), ("bfs", "dfs"))
MARKED = Representations(task="rings", reader="marked")  # one run: a first look
# Others to look at first: rounds that grow with the graph, and a transformer.
ALSO = {"connected": ("grown", "attention"), "rings": ("attention",)}

STUDY = Study(
    "3.5a",
    "The same graphs as sequences and as graphs",
    runs=[
        *(
            run
            for compared in (COMPARED, ALSO)
            for task, readers in compared.items()
            for run in grid(Representations(), task=task, reader=readers, seed=SEEDS)
        ),
        MARKED,
    ],
)


@functools.cache
def read_by(task: str, reader: str) -> list[Record]:
    """The runs of a reader on a task, one for each seed.

    Example:
        >>> [run.config.seed for run in read_by("rings", "graph")]
        [0, 1, 2]
    """
    return sweep(Representations(task=task, reader=reader), seed=SEEDS)


def by_nodes(
    task: str,
    reader: str,
    measure: str = "accuracy",
    sizes: Sequence[int] = TESTED_NODES,
) -> np.ndarray:
    """A column of the table ``sizes`` for each seed, (seeds, sizes).

    Args:
        task: a key of ``COMPARED``.
        reader: one of its readers.
        measure: ``accuracy``, ``relabelled`` or ``changed``.
        sizes: numbers of nodes.

    Example:
        >>> by_nodes("rings", "names", sizes=(6, 32)).shape
        (3, 2)
    """
    tables = [run.table("sizes").set_index("nodes") for run in read_by(task, reader)]
    return np.array([table.loc[[*sizes], measure] for table in tables])


def mean_of(
    task: str,
    reader: str,
    sizes: Sequence[int] = TRAINED_NODES,
    measure: str = "accuracy",
) -> float:
    """The mean over seeds and sizes, 0 to 1; arguments as for :func:`by_nodes`.

    Example:
        >>> mean_of("palindrome", "graph", measure="changed")
        0.0
    """
    return float(by_nodes(task, reader, measure, sizes).mean(1).mean())


def percent_of(
    task: str,
    reader: str,
    sizes: Sequence[int] = TRAINED_NODES,
    measure: str = "accuracy",
) -> str:
    """The same in per cent, with the standard deviation over the seeds.

    Example:
        >>> percent_of("rings", "graph")
        '50.0 ± 0.0'
    """
    return percent(by_nodes(task, reader, measure, sizes).mean(1))


def leads(sizes: Sequence[int] = TRAINED_NODES) -> pd.DataFrame:
    """By how many ``points`` of accuracy one reader is ahead of another (``one``,
    ``other``) in a ``task``, with the 95 % interval (``low``, ``high``), p of a paired
    t-test, corrected for their number (``holm``), and whether they are a ``tie``: not
    told apart at 5 %.

    A seed is the unit. It draws the weights, the graphs of training and those of the
    test, which both readers share; graphs of one seed are not independent, since the
    same two networks answer them all.

    Example:
        >>> found = leads().set_index(["task", "one", "other"])
        >>> bool(found.tie["cyclic", "dfs", "graph"])
        True
    """
    rows = []
    for one, other in PAIRS:
        for task in LINKS:
            points = lead(task, one, other, sizes)
            # Two readers that are right about every graph leave nothing to test.
            found = (
                (*interval(points), against_zero(points))
                if points.any()
                else (0.0, 0.0, 0.0, 1.0)
            )
            rows.append((task, one, other, *found))
    table = pd.DataFrame(
        rows, columns=["task", "one", "other", "points", "low", "high", "p"]
    )
    table["holm"] = holm(table.p)
    return table.assign(tie=table.holm >= 0.05)


def lead(
    task: str, one: str, other: str, sizes: Sequence[int] = TRAINED_NODES
) -> np.ndarray:
    """Points of accuracy that one reader is ahead of another, by seed.

    Example:
        >>> lead("rings", "names", "graph").shape
        (3,)
    """
    ours, theirs = (by_nodes(task, each, sizes=sizes).mean(1) for each in (one, other))
    return 100 * (ours - theirs)


def with_marks(sizes: Sequence[int] = TRAINED_NODES) -> float:
    """The accuracy of the one run with random marks, on rings of these sizes, 0 to 1.

    Example:
        >>> with_marks((6,)) > with_marks((16,))
        True
    """
    (run,) = sweep(MARKED)
    table = run.table("sizes").set_index("nodes")
    return float(table.accuracy[[*sizes]].mean())
