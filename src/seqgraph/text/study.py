"""The runs of Part 2, and what page 2.1a measures over their training."""

from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid
from .at_hand import NETWORKX, UNICODE
from .corpus import CALCULUS
from .experiment import STAGES, CharLM
from .floors import TextFloors
from .streams import StreamLM

SEEDS = (5, 10, 20)
EARLY = grid(CharLM(), steps=(100, 300, 1000))  # from noise to words
CHECKPOINTS = grid(CharLM(), steps=STAGES.values())
# Learning from the whole file, and from the first nine tenths of the tales.
WHOLE = grid(CharLM(), seed=SEEDS)
HELD_OUT = grid(CharLM(part="first"), seed=SEEDS)
# Networks after a third and after all of their training, each text counted.
MANY_SEEDS = (5, 10, 15, 20, 25, 30, 35, 40)
YOUNG, GROWN = (
    grid(CharLM(counted="texts", steps=STAGES[stage]), seed=MANY_SEEDS)
    for stage in ("1/3", "3/3")
)
# On a shorter budget: one setting changed at a time.
BUDGET = CharLM(part="first", steps=1000)
RATES = (5e-4, BUDGET.lr, 8e-3)
SMALLER = [
    BUDGET,
    *grid(BUDGET, hidden=(64, 256)),
    *grid(BUDGET, length=(15, 60)),
    *grid(BUDGET, lr=(RATES[0], RATES[-1])),
    *grid(BUDGET, keep=(0.8,)),
]
# A book in LaTeX, in longer windows: what is opened there closes further on.
LATEX = grid(CharLM(text=CALCULUS, part="first", length=100), steps=(300, 1000, 3000))
# A library in Python, by a larger network that carries its state from window to window.
PYTHON = StreamLM(text=NETWORKX, hidden=512, length=100, batch=32, steps=5000)
# Names of signs: a few words each, so that a small network does.
SIGNS = StreamLM(text=UNICODE, hidden=256, keep=0.6, steps=5000)
# Rivals of the course's network. What is chosen for them is chosen in tuning, which
# leaves the last tenth of the tales alone.
FLOORS, TUNING_FLOORS = TextFloors(), TextFloors(part="tuning")
STREAMS, TUNING = grid(StreamLM(), seed=SEEDS), StreamLM(part="tuning")
RIVALS = [FLOORS, TUNING_FLOORS, TUNING, *STREAMS]

TALES = Study(
    "2.1",
    "A character-level language model of fairy tales",
    runs=[
        *EARLY,
        *CHECKPOINTS,
        *WHOLE,
        *HELD_OUT,
        *YOUNG,
        *GROWN,
        *SMALLER,
        *LATEX,
        PYTHON,
        SIGNS,
        *RIVALS,
    ],
    weights=[*EARLY, *CHECKPOINTS, *LATEX, PYTHON, SIGNS, *GROWN],
)

LAST = 500  # updates that a number about the end of training averages


def at_end(run: Record, curve: str) -> float:
    """The mean of a curve over the last updates of a run."""
    return sum(run.curves[curve][-LAST:]) / LAST


def change(config: CharLM) -> str:
    """What a run on the shorter budget has changed.

    Example:
        >>> from seqgraph.text.study import SMALLER, change
        >>> change(SMALLER[0]), change(SMALLER[1])
        ('as above', 'hidden = 64')
    """
    changed = (
        f"{name} = {value}"
        for name, value in config.config.items()
        if value != BUDGET.config[name]
    )
    return ", ".join(changed) or "as above"
