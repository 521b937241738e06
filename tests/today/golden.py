"""A small run of each path through page 1.4b's experiments."""

from seqgraph.runs.experiment import Experiment
from seqgraph.today.attended import AttendedPalindromes
from seqgraph.today.tales import READERS, Tales
from tests.text.golden import TALE

TINY = {"batch": 16, "steps": 40, "lr": 0.01}
GOLDEN: list[Experiment] = [
    AttendedPalindromes(length=4, width=8, inner=12, heads=2, **TINY),
    *(
        Tales(reader=reader, text=TALE, length=9, hidden=8, **sizes, **TINY)
        for reader in READERS
        for sizes in [{"inner": 12} if reader == "transformer" else {"embedding": 6}]
    ),
]
