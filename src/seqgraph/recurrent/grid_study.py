"""Page 1.4c: the runs of every cell on every task, and what is measured over them."""

import functools

import numpy as np

from ..measure.statistics import updates_until
from ..runs import sweeps
from ..runs.records import Record
from ..runs.study import Study
from ..runs.sweeps import grid
from .experiment import Palindromes
from .jumps import Jump
from .starts import FORGETS, INITS
from .study import SEEDS, TEN

UPDATES = 300  # of the course's 2,000 or 3,000
PLAIN = 500  # of a vanilla RNN on the palindromes at T = 10
# Rows of the grid: what is changed of the LSTM.
NETWORKS = {
    "rnn": {"cell": "rnn"},
    "lstm": {},
    "both": {"reads": "both-ways"},
    "peephole": {"cell": "peephole"},
    "gru": {"cell": "gru"},
    "mingru": {"cell": "mingru"},
    "mingru_two": {"cell": "mingru-two"},
}
# Columns: the course's settings of each task, and its lengths.
TASKS = {
    "palindromes": (Palindromes(), (6, 10, 20)),
    "baum-sweet": (Palindromes(task="baum-sweet", length=4), (4, 5, 6)),
    "combinations": (
        Palindromes(task="combinations", length=5, lr=1e-3, batch=128, hidden=128),
        (5, 10, 15),
    ),
}


def _changed(base: Palindromes, **settings: object) -> Palindromes:
    return type(base)(**{**base.config, **settings})


def runs_at(network: str, task: str, length: int) -> list[Palindromes]:
    """The runs of a row on a task at one length, a seed each.

    Example:
        >>> [run.steps for run in runs_at("gru", "baum-sweet", 4)]
        [300, 300, 300]
    """
    base, _ = TASKS[task]
    seeds, steps = SEEDS, UPDATES
    if task == "palindromes":
        if network in ("lstm", "peephole"):
            steps = base.steps  # recorded for 1.3 and 1.4
        elif length == 10 and network == "rnn":
            seeds, steps = TEN[:3], PLAIN
        elif length == 10 and network in ("gru", "mingru", "mingru_two"):
            seeds, steps = TEN[:3], 200  # recorded for 1.4b
    row = _changed(base, length=length, steps=steps, **NETWORKS[network])
    return grid(row, seed=seeds)


JUMPS = grid(Jump(), forget=FORGETS, seed=SEEDS)
# What matters most first, should one have to stop.
PLAINS = grid(Palindromes(cell="rnn", steps=PLAIN), seed=TEN, init=INITS)
STUDY = Study(
    "1.4c",
    "Every cell on every task",
    runs=[
        *PLAINS[:9],
        *JUMPS,
        *(
            run
            for task in ("combinations", "baum-sweet")
            for length in reversed(TASKS[task][1])
            for network in NETWORKS
            for run in runs_at(network, task, length)
        ),
        *PLAINS[9:],
        *(
            run
            for length in (20, 6, 10)
            for network in NETWORKS
            for run in runs_at(network, "palindromes", length)
        ),
    ],
    weights=[runs_at("lstm", "baum-sweet", 6)[0]],
)


@functools.cache
def learning(network: str, task: str, length: int) -> list[Record]:
    """The recorded runs of a row on a task at one length."""
    return sweeps.run(list(runs_at(network, task, length)))


def until_95(run: Record) -> int | None:
    """The first update of the budget from which 20 batches in a row average 95 % right
    answers."""
    accuracy = run.curves["accuracy"][: max(UPDATES, PLAIN)]
    return updates_until(accuracy, level=0.95, window=20)


def at_end(run: Record) -> float:
    """The mean accuracy of the budget's last 20 batches."""
    return float(np.mean(run.curves["accuracy"][:PLAIN][-20:]))
