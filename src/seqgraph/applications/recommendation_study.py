"""Question 3.4, recommendation: the runs, and what is measured over them.

A model goes by its name in :data:`CHOSEN`; ``left`` is how many plays are left to
newcomers, 0 where there are none.
"""

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..measure.statistics import against_zero, holm, two_way_bootstrap
from ..page.notebook import with_interval
from ..runs.experiment import Experiment
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, grids, run, sweep
from .circle import Edge
from .factorisation import Factorisation
from .listening import ARTISTS, LEFT
from .recommendation import EVERY, Recommendation
from .recommendation_floors import RecommendationFloor

SEEDS = range(5)
NEWCOMER_SEEDS = range(3)  # for each number of plays that are left
DECAYS = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
PENALTIES = (25.0, 50.0, 100.0, 200.0, 400.0)  # of EASE

FLOORS = {
    "popular": RecommendationFloor(method="popular"),
    "friends": RecommendationFloor(method="friends"),
    "neighbours": RecommendationFloor(shrink=5),
    "ease": RecommendationFloor(method="ease", penalty=100),
    "ease-friends": RecommendationFloor(
        method="ease with friends", penalty=100, weight=0.3
    ),
}
ALS = Factorisation(units=128, penalty=1e-2)
# The best of what was tried of each network, with as many updates as were best.
NETWORKS = {
    "factors": Recommendation(layers=0, decay=1e-2, steps=275),
    "lightgcn": Recommendation(decay=1e-3, steps=275),
    "lightgcn-friends": Recommendation(graph="friends", decay=1e-3, steps=275),
}
# Strangers take what is best with friends.
STRANGERS = dataclasses.replace(NETWORKS["lightgcn-friends"], graph="strangers")
MODELS = {**NETWORKS, "lightgcn-strangers": STRANGERS}
# Networks made for friends. Their rounds and rates were tuned too; alone, a network has
# what was best with friends, and no friendships.
SOCIAL = {
    "diffnet": Recommendation(
        network="diffnet", graph="friends", layers=1, lr=0.01, decay=1e-2, steps=525
    ),
    "mhcn": Recommendation(
        network="mhcn", graph="friends", layers=1, lr=0.003, decay=1e-2, steps=525
    ),
}
ALONE = {
    f"{name}-alone": dataclasses.replace(model, graph="plays")
    for name, model in SOCIAL.items()
}
SHUFFLED = {
    "diffnet-strangers": dataclasses.replace(SOCIAL["diffnet"], graph="strangers")
}
NOT_ANEW = {"als": ALS, **SOCIAL, **ALONE, **SHUFFLED}  # not trained for newcomers
CHOSEN = {**FLOORS, **MODELS, **NOT_ANEW}
AT_TEN = range(5, 8)  # seeds of LightGCN that recall at 10 was recorded of
# LightGCN at the rate that DiffNet took, for as long as that was tried.
SLOWER = Recommendation(part="tuning", lr=0.01, decay=1e-3, steps=800, seed=5)
TUNED = 5  # seed of the networks made for friends, when their settings were chosen


def _tried_als() -> list[Factorisation]:
    """Penalties; the weight of other pairs at the best of these; wider vectors."""
    first = Factorisation(part="tuning", penalty=ALS.penalty)
    return [
        *grid(first, penalty=(3e-4, 1e-3, 3e-3, 1e-2, 3e-2)),
        *grid(first, unobserved=(0.03, 0.3)),
        dataclasses.replace(first, units=128),
    ]


def _tried_social(name: str) -> list[Recommendation]:
    """Penalties and rates with two rounds; then fewer and more rounds, and last the
    best of these for longer."""
    first = dataclasses.replace(
        SOCIAL[name], part="tuning", seed=TUNED, layers=2, lr=0.01, steps=200
    )
    one = dataclasses.replace(first, layers=1, steps=400)
    if name == "diffnet":
        return [
            *grid(first, lr=(0.05, 0.01), decay=DECAYS),
            *grid(first, steps=400, lr=(0.01, 0.003)),
            *grid(first, layers=(1, 3)),
            *grid(one, decay=(3e-3, 1e-2, 3e-2)),
            dataclasses.replace(one, steps=800),
        ]
    slow = dataclasses.replace(first, lr=0.003)
    return [
        *grid(first, decay=DECAYS),
        *grid(slow, decay=(1e-2, 3e-2)),
        dataclasses.replace(first, lr=0.001),
        *grid(slow, layers=(1, 3)),
        *grid(one, decay=(3e-3, 1e-2, 3e-2)),
        *grid(one, lr=0.003, decay=(1e-2, 3e-2)),
        dataclasses.replace(one, lr=0.003, steps=800),
    ]


# Tried on a fifth of the training plays.
TRIED: dict[str, Sequence[Experiment[Any]]] = {
    "neighbours": grid(
        RecommendationFloor(part="tuning"),
        nearest=(100, ARTISTS),
        shrink=(0, 5, 10, 20),
    ),
    "ease": grid(RecommendationFloor(part="tuning", method="ease"), penalty=PENALTIES),
    "ease-friends": grid(
        dataclasses.replace(FLOORS["ease-friends"], part="tuning"),
        weight=(0.3, 1.0, 3.0),
    ),
    "als": _tried_als(),
    # The same penalties for all, and the best one for twice as many updates.
    **{
        name: [
            dataclasses.replace(
                model, part="tuning", decay=decay, steps=Recommendation.steps * times
            )
            for decay, times in (*((decay, 1) for decay in DECAYS), (model.decay, 2))
        ]
        for name, model in NETWORKS.items()
    },
    **{name: _tried_social(name) for name in SOCIAL},
}


STUDY = Study(
    "3.4a",
    "Social recommendation",
    runs=[
        *(config for tried in TRIED.values() for config in tried),
        *grids({**MODELS, **NOT_ANEW}, seed=SEEDS),
        *grids(MODELS, newcomers=LEFT, seed=NEWCOMER_SEEDS),
        *grid(NETWORKS["lightgcn"], seed=AT_TEN),
        SLOWER,
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
        CHOSEN[model], newcomers=[left], seed=NEWCOMER_SEEDS if left else SEEDS
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


@functools.cache
def by_user(model: str, left: int = 0) -> np.ndarray:
    """(runs, users) the recall of each user, or newcomer; the users are in one order
    for all models."""
    users = [record.table("users")["recall"] for record in runs_of(model, left)]
    return np.array(users)


def recall_at_ten(model: str) -> float:
    """Recall at 10 of all users, mean over the seeds that it was recorded of."""
    tenth = model == "lightgcn"
    records = sweep(NETWORKS[model], seed=AT_TEN) if tenth else runs_of(model)
    return float(np.mean([record.metrics["recall at 10"] for record in records]))


@functools.cache
def interval(model: str, left: int = 0) -> tuple[float, float, float]:
    """Recall at 20, and its 95 % bootstrap interval over users and seeds."""
    return two_way_bootstrap(by_user(model, left))


@functools.cache
def gain(better: str, worse: str, left: int = 0) -> tuple[float, float, float]:
    """How many points of recall a model is ahead of another, user by user, and the 95 %
    bootstrap interval over users and seeds.

    Example:
        >>> ahead, low, high = gain("neighbours", "popular")
        >>> 0 < low < ahead < high
        True
    """
    return two_way_bootstrap(100 * (by_user(better, left) - by_user(worse, left)))


def points(better: str, worse: str, left: int = 0) -> str:
    """A :func:`gain` as a sentence says it.

    Example:
        >>> points("lightgcn", "lightgcn")
        '+0.00 (+0.00 to +0.00)'
    """
    return with_interval(gain(better, worse, left), "+.2f")


def chances() -> dict[str, float]:
    """For each other model, p of the test of whether its recall differs from that of
    LightGCN over the users (t, of each user's mean over the seeds), corrected for how
    many models these are (Holm).

    Example:
        >>> chances()["popular"] < 0.001
        True
    """
    others = [model for model in CHOSEN if model != "lightgcn"]
    ours = by_user("lightgcn").mean(0)
    found = [against_zero(by_user(each).mean(0) - ours) for each in others]
    return dict(zip(others, holm(found).tolist(), strict=True))


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
    """One row for each setting that was tried of a model: the settings that differ, the
    ``recall`` at the end, and where it was measured on the way the ``best``, and the
    update that this was ``at``."""
    configs = [*TRIED[model]]
    varied = [
        name for name in configs[0].config if len({c.config[name] for c in configs}) > 1
    ]
    rows = []
    for config, record in zip(configs, run(configs), strict=True):
        curve = record.curves.get("recall", [record.metrics["recall"]])
        rows.append(
            {
                **{name: config.config[name] for name in varied},
                "recall": record.metrics["recall"],
                "best": max(curve),
                "at": EVERY * (1 + int(np.argmax(curve))),
            }
        )
    return pd.DataFrame(rows)


def neighbourhood() -> list[Edge]:
    """The edges that the page draws: see ``circle.edges``."""
    (record,) = runs_of("friends")
    table = record.table("neighbourhood")
    return [Edge(*row) for row in table.itertuples(index=False, name=None)]
