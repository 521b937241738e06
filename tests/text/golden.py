"""A small run of each path through Part 2's experiment."""

import os
from pathlib import Path

from seqgraph.runs.experiment import Experiment
from seqgraph.text.experiment import CharLM
from seqgraph.text.own_text import OwnText, hold

# As seen from where the tests run, so that a run has the same name on every machine.
TALE = str(Path(os.path.relpath(__file__)).with_name("tale.txt"))
SMALL = {
    "text": TALE,
    "length": 12,
    "batch": 8,
    "embedding": 6,
    "hidden": 20,
    "steps": 250,
    "lr": 0.04,
    "decay": 0.5,
    "decay_every": 150,
}

GOLDEN: list[Experiment] = [
    CharLM(**SMALL),
    # Dropout, a tenth held out, a gradient that is clipped.
    CharLM(**SMALL, part="first", keep=0.8, clip=0.5),
    OwnText(
        text=hold(Path(TALE).read_text("utf-8"), "tale.txt"),
        length=12,
        batch=8,
        embedding=6,
        hidden=20,
        steps=250,
        lr=0.04,
    ),
]
