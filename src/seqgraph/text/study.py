"""The runs of Part 2."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .experiment import STAGES, CharLM

SEEDS = (5, 10, 20)
# On a shorter budget: one setting changed at a time.
BUDGET = CharLM(part="first", steps=1000)
SMALLER = [
    BUDGET,
    *grid(BUDGET, hidden=(64, 256)),
    *grid(BUDGET, length=(15, 60)),
    *grid(BUDGET, lr=(5e-4, 8e-3)),
    *grid(BUDGET, keep=0.8),
]

TALES = Study(
    "2.1",
    "A character-level language model of fairy tales",
    runs=[
        *grid(CharLM(), steps=STAGES.values()),
        *grid(CharLM(), part=("all", "first"), seed=SEEDS),
        *SMALLER,
    ],
    weights=grid(CharLM(), steps=STAGES.values()),
)
