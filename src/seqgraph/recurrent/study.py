"""The runs of questions 1.3 and 1.4."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .experiment import Palindromes

SEEDS = (5, 10, 20)  # the original's
TEN = range(5, 55, 5)  # seeds of 1.4's verdict at T = 10
SMALL = Palindromes(hidden=64, batch=64, lr=1e-3, steps=500)

PALINDROMES = Study(
    "1.3",
    "LSTM on binary palindromes",
    runs=[
        # The longest first, so that no core waits long for another at the end.
        *grid(Palindromes(), length=(20, 10), seed=SEEDS),
        SMALL,
    ],
    weights=[Palindromes()],
)
PEEPHOLES = Study(
    "1.4",
    "LSTM against peephole LSTM",
    runs=[
        *grid(Palindromes(), cell=("lstm", "peephole"), length=(6, 10, 20), seed=SEEDS),
        *grid(Palindromes(), cell=("lstm", "peephole"), seed=TEN),
        *grid(
            Palindromes(steps=500),
            cell=(
                "peephole-tanh",
                "peephole-candidate-h",
                "peephole-gates-h",
                "peephole-gers",
            ),
            seed=SEEDS,
        ),
        *grid(SMALL, cell="peephole"),
    ],
)
