"""A small run of each kind of experiment and of each way through it."""

from typing import Any

from seqgraph.applications.factorisation import Factorisation
from seqgraph.applications.recommendation import Recommendation
from seqgraph.applications.recommendation_floors import RecommendationFloor
from seqgraph.applications.shift_floors import ShiftFloor
from seqgraph.applications.shifts import Shifts
from seqgraph.runs.experiment import Experiment
from seqgraph.runs.sweeps import grid

GOLDEN: list[Experiment[Any]] = [
    *grid(
        Recommendation(units=4, steps=3, newcomers=2),
        graph=("plays", "friends", "strangers"),
    ),
    Recommendation(layers=0, units=4, steps=3, newcomers=2),
    Recommendation(part="tuning", units=4, steps=25, newcomers=2),
    *grid(
        Recommendation(graph="friends", layers=2, units=4, steps=3, newcomers=2),
        network=("diffnet", "mhcn"),
    ),
    RecommendationFloor(newcomers=2, method="friends"),
    RecommendationFloor(newcomers=2, method="ease with friends"),
    RecommendationFloor(newcomers=2, nearest=50, shrink=5),
    Factorisation(units=4, steps=2, newcomers=2),
    ShiftFloor(method="mean"),
    ShiftFloor(method="lookup", spheres=2),
    ShiftFloor(reach=1, radius=0, leaf=30),
    Shifts(depth=2, units=8, steps=3),
    Shifts(split="scaffold", part="tuning", depth=2, units=8, steps=3),
]
