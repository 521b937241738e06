"""The runs of question 3.5(a)."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .representations import COMPARED, Representations

STUDY = Study(
    "3.5a",
    "The same graphs as sequences and as graphs",
    runs=[
        run
        for task, readers in COMPARED.items()
        for run in grid(Representations(), task=task, reader=readers, seed=range(3))
    ],
)
