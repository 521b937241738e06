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

LRS = (1e-3, 3e-3, 1e-2)  # tried for every reader, on one task
# The best of them on graphs of training's sizes. A trial has weights and graphs of its
# own, which no reported run sees, and a quarter of the updates.
TRIAL = Representations(task="triangular", seed=100, steps=500)
CHOSEN = {
    "dfs": 3e-3,
    "bfs": 3e-3,
    "names": 3e-3,
    "attention": 1e-2,
    "graph": 3e-3,
    "grown": 3e-3,
    "marked": 3e-3,
    "bag": 3e-3,
}
# Runs of a reader: more where a verdict hangs on them.
SEEDS = {**dict.fromkeys(CHOSEN, range(3)), "dfs": range(5), "graph": range(5)}
COMPARED = {  # the readers of each task
    "palindrome": ("dfs", "graph", "bag", "attention", "grown"),
    "connected": (
        "dfs",
        "bfs",
        "names",
        "graph",
        "bag",
        "attention",
        "grown",
        "marked",
    ),
    "cyclic": ("dfs", "bfs", "names", "graph", "bag", "attention"),
    "triangular": ("dfs", "bfs", "names", "graph", "bag", "attention", "marked"),
    "rings": ("dfs", "names", "graph", "attention", "marked"),
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
    "attention": "transformer",
    "graph": "graph",
    "grown": "graph, more rounds",
    "marked": "graph, marked",
    "bag": "bag of nodes",
}
# Who is compared with whom, and on which tasks: not on rings with a graph reader that
# is a coin there.
PAIRS = {
    ("dfs", "graph"): ("palindrome", *LINKS),
    ("names", "graph"): LINKS,
    ("bfs", "dfs"): LINKS,
    ("attention", "dfs"): ("connected", "triangular"),
    ("grown", "graph"): ("connected",),
    ("marked", "graph"): ("connected", "triangular", "rings"),
}

STUDY = Study(
    "3.5a",
    "The same graphs as sequences and as graphs",
    runs=[
        *grid(TRIAL, reader=CHOSEN, lr=LRS),
        *(
            run
            for task, readers in COMPARED.items()
            for reader in readers
            for run in grid(
                Representations(task=task, reader=reader, lr=CHOSEN[reader]),
                seed=SEEDS[reader],
            )
        ),
    ],
)


def best_rate(reader: str) -> float:
    """The learning rate whose trial did best, over graphs of training's sizes.

    Example:
        >>> best_rate("dfs")
        0.003
    """
    tried = sweep(TRIAL, reader=reader, lr=LRS)
    held_out = [
        run.table("sizes").query("nodes in @TRAINED_NODES").accuracy.mean()
        for run in tried
    ]
    return LRS[int(np.argmax(held_out))]


@functools.cache
def read_by(task: str, reader: str) -> list[Record]:
    """The runs of a reader on a task, one for each seed.

    Example:
        >>> [run.config.seed for run in read_by("rings", "graph")]
        [0, 1, 2, 3, 4]
    """
    config = Representations(task=task, reader=reader, lr=CHOSEN[reader])
    return sweep(config, seed=SEEDS[reader])


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
    for (one, other), tasks in PAIRS.items():
        for task in tasks:
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
    """Points of accuracy that one reader is ahead of another, by seed: of those seeds
    that both have.

    Example:
        >>> lead("rings", "names", "graph").round()
        array([-0.,  1., -1.])
    """
    ours, theirs = (by_nodes(task, each, sizes=sizes).mean(1) for each in (one, other))
    both = min(len(ours), len(theirs))
    return 100 * (ours[:both] - theirs[:both])
