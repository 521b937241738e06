"""A small run of each path through Part 2's experiment."""

import os
from pathlib import Path

from seqgraph.runs.experiment import Experiment
from seqgraph.text.experiment import CharLM
from seqgraph.text.floors import TextFloors
from seqgraph.text.own_text import OwnText, hold
from seqgraph.text.sampling import GREEDY
from seqgraph.text.streams import StreamLM

# As seen from where the tests run, so that a run has the same name on every machine.
TALE = str(Path(os.path.relpath(__file__)).with_name("tale.txt"))
SMALL = {
    "text": TALE,
    "length": 12,
    "batch": 8,
    "embedding": 6,
    "hidden": 20,
    "steps": 80,
    "lr": 0.04,
    "decay": 0.5,
    "decay_every": 50,
}

SMALLER = {
    "seqgraph.text.tallies.TAUS": (1.0, GREEDY),
    "seqgraph.text.tallies.EACH": 2,
}
GOLDEN: list[Experiment] = [
    CharLM(**SMALL),
    # Dropout, a tenth held out, a gradient that is clipped.
    CharLM(**SMALL, part="first", keep=0.8, clip=0.5),
    CharLM(**SMALL, counted="texts"),
    TextFloors(text=TALE, steps=4),
    StreamLM(text=TALE, hidden=20, embedding=6, length=12, batch=4, steps=80, order=4),
    # Two layers, the part for tuning.
    StreamLM(text=TALE, part="tuning", layers=2, hidden=12, keep=0.7, steps=60),
    OwnText(
        text=hold(Path(TALE).read_text("utf-8"), "tale.txt"),
        length=12,
        batch=8,
        embedding=6,
        hidden=20,
        steps=80,
        lr=0.04,
    ),
]
