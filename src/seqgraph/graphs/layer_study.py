"""The runs of question 3.1: what a GCN layer costs, and how deep it may be stacked."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .communities import SIZES, Communities
from .experiment import GCN

STUDY = Study(
    "3.1",
    "The GCN layer: its cost, and its depth",
    runs=[
        *grid(Communities(), nodes=SIZES),
        *grid(
            Communities(nodes=20_000, steps=20), parts=(1, 2, 4, 8, 16), seed=range(3)
        ),
        *grid(
            GCN,
            depth=(1, 2, 4, 8, 16, 32),
            residual=(0, 1),
            steps=(1, GCN.steps),
            seed=range(3),
        ),
    ],
)
