"""Page 1.6: the runs, and what is measured over them."""

from ..recurrent.experiment import Palindromes
from ..runs.study import Study
from ..runs.sweeps import grid, grids
from .attended import AttendedPalindromes
from .tales import Tales

SEEDS = (5, 10, 15, 20, 25)
UPDATES = 200  # of each network on the palindromes, at T = 10
BUDGETED = {
    **{
        cell: Palindromes(cell=cell, steps=UPDATES)
        for cell in ("mingru", "mingru-two", "rnn", "gru")
    },
    "transformer": AttendedPalindromes(steps=UPDATES),
}
# The first updates of recorded runs of 3,000.
LONGER = {cell: Palindromes(cell=cell) for cell in ("lstm", "peephole")}
STARTS = grid(Palindromes(cell="rnn", steps=UPDATES), init=("orthogonal", "identity"))

# Equal numbers of parameters, but for rounding.
READERS = {
    "lstm": Tales(),
    "gru": Tales(reader="gru", hidden=148),
    "mingru": Tales(reader="mingru", hidden=300),
    "transformer": Tales(reader="transformer"),
}
# Updates that each makes in a second of one core, measured in turns beforehand.
PACE = {"lstm": 25, "gru": 15, "mingru": 18, "transformer": 18}
BUDGETS = (60, 240)  # seconds


def within(seconds: int) -> dict[str, Tales]:
    """The runs of each reader that a core is done with in so many seconds.

    Example:
        >>> within(60)["gru"].steps
        900
    """
    return {
        name: grid(reader, steps=PACE[name] * seconds)[0]
        for name, reader in READERS.items()
    }


STUDY = Study(
    "1.6",
    "From gates to today",
    runs=[
        *grids(BUDGETED, seed=SEEDS),
        *grids(LONGER, seed=SEEDS),
        *(config for seconds in BUDGETS for config in within(seconds).values()),
        *(config for start in STARTS for config in grid(start, seed=SEEDS)),
    ],
)
