"""Page 1.4b: the runs, and what is measured over them."""

import functools

import numpy as np

from ..measure.statistics import updates_until
from ..recurrent.cells import parameters
from ..recurrent.experiment import Palindromes
from ..runs import sweeps
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid, grids
from ..text.study import HELD_OUT
from .attended import AttendedPalindromes
from .tales import Tales

SEEDS = (5, 10, 15)
UPDATES = 200  # of each network on the palindromes, at T = 10
LAST = 20  # updates that a number about their end averages
PALINDROMES = {
    "lstm": Palindromes(),  # recorded with 3,000 updates, of which these are the first
    **{
        cell: Palindromes(cell=cell, steps=UPDATES)
        for cell in ("rnn", "gru", "mingru", "mingru-two")
    },
    "transformer": AttendedPalindromes(steps=UPDATES),
}

# About equally many parameters.
READERS = {
    "lstm": Tales(),
    "gru": Tales(reader="gru", hidden=148),
    "mingru": Tales(reader="mingru", hidden=300),
    "transformer": Tales(reader="transformer"),
}
# Updates that each makes in a second of one core, measured in turns beforehand.
PACE = {"lstm": 25, "gru": 15, "mingru": 18, "transformer": 18}
SECONDS = 60

# What is timed by ``benchmarks/bench_between.py``, at each number of steps.
CARRIED, JOINED, LOOKED_UP = "carried", "joined", "looked up"
STEPS = (16, 64, 256, 1024)


def within(seconds: int) -> dict[str, Tales]:
    """The run of each reader that a core is done with in so many seconds.

    Example:
        >>> within(60)["gru"].steps
        900
    """
    return {
        name: grid(reader, steps=PACE[name] * seconds)[0]
        for name, reader in READERS.items()
    }


STUDY = Study(
    "1.4b",
    "From gates to today",
    runs=[
        *grids(PALINDROMES, seed=SEEDS),
        *within(SECONDS).values(),
        *HELD_OUT,
    ],
)


@functools.cache
def learning() -> dict[str, list[Record]]:
    """The runs of each network on the palindromes, a seed each, by its name."""
    return {
        name: sweeps.sweep(config, seed=SEEDS) for name, config in PALINDROMES.items()
    }


@functools.cache
def reading() -> dict[str, Record]:
    """The run of each network on the tales, by its name."""
    configs = within(SECONDS)
    return dict(zip(configs, sweeps.run(list(configs.values())), strict=True))


def between(steps: int) -> str:
    """The name of a series of that benchmark.

    Example:
        >>> between(64)
        '64 steps there and back'
    """
    return f"{steps} steps there and back"


def longer() -> list[Record]:
    """The runs of Part 2's LSTM, with all its updates, on the same part of the text, a
    seed each; what was counted beside them is a floor."""
    return sweeps.run([*HELD_OUT])


def accuracy(run: Record) -> list[float]:
    """The accuracy of each update's batch, over the budget."""
    return run.curves["accuracy"][:UPDATES]


def until_95(run: Record) -> int | None:
    """The first update of the budget from which 20 batches in a row average 95 % right
    answers."""
    return updates_until(accuracy(run), level=0.95, window=20)


def at_end(run: Record) -> float:
    """The mean accuracy of the budget's last batches."""
    return float(np.mean(accuracy(run)[-LAST:]))


def size(name: str) -> int:
    """How many numbers training can change in a network for palindromes.

    Example:
        >>> size("lstm"), size("transformer")
        (329410, 336898)
    """
    return parameters(PALINDROMES[name].model())
