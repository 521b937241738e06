"""A small run of each path through Part 1's experiment."""

from seqgraph.recurrent.classifier import CELLS
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.jumps import Jump
from seqgraph.recurrent.tasks import TASKS
from seqgraph.runs.experiment import Experiment

GOLDEN: list[Experiment] = [
    *(
        Palindromes(cell=cell, length=4, hidden=16, batch=32, steps=40, lr=1e-2)
        for cell in CELLS
    ),
    Palindromes(
        cell="gru", length=4, hidden=16, batch=32, steps=40, lr=1e-2, init="orthogonal"
    ),
    *(
        Palindromes(task=task, length=4, hidden=16, batch=32, steps=40, lr=1e-2, **more)
        for task in TASKS
        for more in ({"reads": "both-ways"}, {"forget": "one"}, {"forget": "chrono"})
    ),
    Jump(length=4, hidden=16, batch=32, steps=20, lr=1e-2),
    # Too long for all draws to be counted; a gradient that is clipped.
    Palindromes(length=12, hidden=8, embedding=4, batch=16, steps=10, clip=0.1),
]
