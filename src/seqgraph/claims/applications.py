"""The original's statements on question 3.4."""

import numpy as np

from ..applications import recommendation, recommendation_floors, shift_floors, shifts
from ..applications.folds import FOLDS
from ..applications.shift_errors import pooled
from ..runs.sweeps import grid, run, sweep
from .registry import CONFIRMED, Measured, claim


def recall(model: str, newcomers: int = 0) -> float:
    """Recall at 20 of LightGCN or of a floor, mean over its seeds: of all users, or
    of newcomers with so many plays left."""
    if model in recommendation_floors.CHOSEN:
        seeds = grid(recommendation_floors.CHOSEN[model], newcomers=newcomers)
    else:
        several = recommendation.NEWCOMER_SEEDS if newcomers else recommendation.SEEDS
        chosen = recommendation.CHOSEN[model]
        seeds = grid(chosen, newcomers=newcomers, seed=several)
    metric = "recall newcomers" if newcomers else "recall"
    return float(np.mean([record.metrics[metric] for record in run(seeds)]))


def shift_error(model: str) -> float:
    """Mean absolute error in ppm over ten folds that share no molecule."""
    folds = range(FOLDS)
    if model == "gine":
        return pooled(sweep(shifts.CHOSEN, fold=folds, seed=shifts.SEEDS))
    return pooled(sweep(shift_floors.CHOSEN[model], fold=folds))


@claim("3.4", CONFIRMED, "3_4a_social_recommendation#what-the-original-report-said")
def social_recommendation() -> Measured:
    """Social recommendation: users and items as nodes, their connections as edges; what
    the network finds between them is used to recommend."""
    graph, popular = recall("lightgcn"), recall("popular")
    near = recall("neighbours")
    return graph > 2 * popular, (
        f"Of artists that were held out a graph network finds {graph:.1%} with 20 "
        f"recommendations, and naming the most popular ones {popular:.1%}. "
        "It does not say that a graph network is needed, and it is not: counting who "
        f"listens to the same artists finds {near:.1%}."
    )


@claim("3.4", CONFIRMED, "3_4b_chemical_shifts#what-the-original-report-said")
def chemical_shifts() -> Measured:
    """Chemical shifts: a molecule is a graph, and a graph network can predict its
    shifts."""
    gine, mean, forest = (shift_error(model) for model in ("gine", "mean", "forest"))
    return gine < forest, (
        f"On molecules that it never saw a graph network is {gine:.2f} ppm off; a "
        f"random forest is {forest:.2f}, always predicting the mean {mean:.2f}. The "
        "original names no error that a prediction should keep to."
    )
