"""Small runs of 3.5, one for each way through the code, whose results are kept."""

from typing import Any

from seqgraph.combined.representations import Representations
from seqgraph.combined.scene_questions import NETWORKS, SceneQuestions
from seqgraph.runs.experiment import Experiment

# Every reader and every task.
READ = (
    ("palindrome", "names"),
    ("connected", "dfs"),
    ("cyclic", "bfs"),
    ("triangular", "bag"),
    ("rings", "graph"),
    ("connected", "grown"),
    ("triangular", "marked"),
    ("cyclic", "attention"),
)
GOLDEN: list[Experiment[Any]] = [
    *(
        Representations(task=task, reader=reader, batch=8, steps=20)
        for task, reader in READ
    ),
    *(SceneQuestions(network=network, batch=4, steps=15) for network in NETWORKS),
]
# Constants of the package that decide how much is measured, small enough for a run of
# the list to take about two seconds.
SMALLER = {
    "seqgraph.combined.representations.TESTS": 100,
    "seqgraph.combined.scene_questions.ASKED": 8,
}
