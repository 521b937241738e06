"""Question 3.4, recommendation: the runs, and what is measured over them.

A model goes by its name in :data:`CHOSEN`; ``left`` is how many plays are left to
newcomers, 0 where there are none.
"""

import dataclasses
import functools

import numpy as np
import pandas as pd

from ..measure.statistics import mean_se
from ..page.notebook import plus_minus
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, grids, run, sweep
from .circle import Edge
from .listening import ARTISTS, LEFT
from .recommendation import EVERY, Recommendation
from .recommendation_floors import RecommendationFloor

SEEDS = range(5)
NEWCOMER_SEEDS = range(3)  # for each number of plays that are left
DECAYS = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)

FLOORS = {
    "popular": RecommendationFloor(method="popular"),
    "friends": RecommendationFloor(method="friends"),
    "neighbours": RecommendationFloor(shrink=5),
}
# The best penalty of each model that was tuned, with as many updates as were best.
TUNED = {
    "factors": Recommendation(layers=0, decay=1e-2, steps=275),
    "lightgcn": Recommendation(decay=1e-3, steps=275),
    "lightgcn-friends": Recommendation(graph="friends", decay=1e-3, steps=275),
}
# Strangers take what is best with friends.
STRANGERS = dataclasses.replace(TUNED["lightgcn-friends"], graph="strangers")
MODELS = {**TUNED, "lightgcn-strangers": STRANGERS}
CHOSEN = {**FLOORS, **MODELS}

# Tried on a fifth of the training plays: the same penalties for all, and the best one
# for twice as many updates.
TRIED = {
    name: [
        dataclasses.replace(
            model, part="tuning", decay=decay, steps=Recommendation.steps * times
        )
        for decay, times in (*((decay, 1) for decay in DECAYS), (model.decay, 2))
    ]
    for name, model in TUNED.items()
}
TRIED_NEIGHBOURS = grid(
    RecommendationFloor(part="tuning"),
    nearest=(100, ARTISTS),
    shrink=(0, 5, 10, 20),
)


STUDY = Study(
    "3.4a",
    "Social recommendation",
    runs=[
        *(config for tried in TRIED.values() for config in tried),
        *TRIED_NEIGHBOURS,
        *grids(MODELS, seed=SEEDS),
        *grids(MODELS, newcomers=LEFT, seed=NEWCOMER_SEEDS),
        *grids(FLOORS, newcomers=(0, *LEFT)),
    ],
)


@functools.cache
def runs_of(model: str, left: int = 0) -> list[Record]:
    """A model's runs, one for each of its seeds; a floor's one run.

    Example:
        >>> len(runs_of("lightgcn")), len(runs_of("lightgcn", left=1))
        (5, 3)
    """
    if model in FLOORS:
        return sweep(FLOORS[model], newcomers=[left])
    return sweep(
        MODELS[model], newcomers=[left], seed=NEWCOMER_SEEDS if left else SEEDS
    )


def by_seed(model: str, number: str = "recall", left: int = 0) -> np.ndarray:
    """``recall`` or ``ndcg`` at 20 of each run: of all users, or of newcomers."""
    records = runs_of(model, left)
    if not left:
        return np.array([record.metrics[number] for record in records])
    tables = (record.table("groups").set_index("what") for record in records)
    return np.array([table.loc["newcomers", number] for table in tables])


def recall(model: str, left: int = 0) -> float:
    """Recall at 20, mean over the seeds: of all users, or of newcomers.

    Example:
        >>> recall("lightgcn") > 2 * recall("popular")
        True
    """
    return float(by_seed(model, left=left).mean())


def shown(model: str, number: str = "recall", left: int = 0) -> str:
    """A number as a table shows it: mean ± standard deviation over the seeds.

    Example:
        >>> shown("popular"), shown("factors").partition(" ± ")[1]
        ('0.037', ' ± ')
    """
    values = by_seed(model, number, left)
    if len(values) == 1:
        return f"{values[0]:.3f}"
    return plus_minus(values.tolist(), ".3f")


def by_user(model: str, left: int = 0) -> np.ndarray:
    """The recall of each user, or newcomer, as a mean over the seeds; the users are in
    one order for all models."""
    users = [record.table("users")["recall"] for record in runs_of(model, left)]
    return np.mean(users, axis=0)


def gain(better: str, worse: str, left: int = 0) -> tuple[float, float]:
    """How many points of recall a model is ahead of another: mean over the users, and
    its standard error.

    Example:
        >>> ahead, error = gain("neighbours", "popular")
        >>> ahead > 10 * error
        True
    """
    return mean_se((100 * (by_user(better, left) - by_user(worse, left))).tolist())


def points(better: str, worse: str, left: int = 0) -> str:
    """A :func:`gain` as a sentence says it.

    Example:
        >>> points("lightgcn", "lightgcn")
        '+0.00 ± 0.00'
    """
    return "{:+.2f} ± {:.2f}".format(*gain(better, worse, left))


def by_group(model: str) -> pd.DataFrame:
    """The table ``groups`` of each seed, below one another; ``seed`` says whose."""
    return pd.concat(
        [
            record.table("groups").assign(seed=seed)
            for seed, record in enumerate(runs_of(model))
        ],
        ignore_index=True,
    )


def tuning(model: str) -> pd.DataFrame:
    """One row for each setting that was tried of a trained model: its ``decay``, its
    ``steps``, the ``recall`` at their end, the ``best`` on the way, and the update that
    this was ``at``."""
    configs = TRIED[model]
    return pd.DataFrame(
        {
            "decay": config.decay,
            "steps": config.steps,
            "recall": record.metrics["recall"],
            "best": max(record.curves["recall"]),
            "at": EVERY * (1 + int(np.argmax(record.curves["recall"]))),
        }
        for config, record in zip(configs, run([*configs]), strict=True)
    )


def tuning_neighbours() -> pd.DataFrame:
    """One row for each setting that was tried of the nearest neighbours: ``nearest``,
    ``shrink`` and the ``recall``."""
    configs = TRIED_NEIGHBOURS
    return pd.DataFrame(
        {
            "nearest": config.nearest,
            "shrink": config.shrink,
            "recall": record.metrics["recall"],
        }
        for config, record in zip(configs, run([*configs]), strict=True)
    )


def neighbourhood() -> list[Edge]:
    """The edges that the page draws: see ``circle.edges``."""
    (record,) = runs_of("friends")
    table = record.table("neighbourhood")
    return [Edge(*row) for row in table.itertuples(index=False, name=None)]
