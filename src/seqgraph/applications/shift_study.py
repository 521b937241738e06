"""The runs of question 3.4, chemical shifts."""

from ..runs.study import Study
from ..runs.sweeps import grid, grids
from . import shift_floors, shifts
from .folds import FOLDS, SPLITS

STUDY = Study(
    "3.4b",
    "Chemical shifts",
    runs=[
        *shifts.TUNING,
        *shift_floors.TUNING,
        *grid(shifts.CHOSEN, split=SPLITS, fold=range(FOLDS), seed=shifts.SEEDS),
        *grids(shift_floors.CHOSEN, split=SPLITS, fold=range(FOLDS)),
    ],
)
