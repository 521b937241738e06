"""The runs of question 3.4, recommendation."""

from ..runs.study import Study
from ..runs.sweeps import grids
from . import listening, recommendation, recommendation_floors

STUDY = Study(
    "3.4a",
    "Social recommendation",
    runs=[
        *recommendation.TUNING,
        *recommendation_floors.TUNING,
        *grids(recommendation.CHOSEN, seed=recommendation.SEEDS),
        *grids(
            recommendation.CHOSEN,
            newcomers=listening.LEFT,
            seed=recommendation.NEWCOMER_SEEDS,
        ),
        *grids(recommendation_floors.CHOSEN, newcomers=(0, *listening.LEFT)),
    ],
)
