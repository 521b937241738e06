"""The runs of question 3.5(b)."""

from ..runs.study import Study
from ..runs.sweeps import grid
from .scene_questions import CHOSEN, LRS, NETWORKS, SceneQuestions

STUDY = Study(
    "3.5b",
    "Questions about a scene",
    runs=[
        *grid(SceneQuestions(), network=NETWORKS, lr=LRS),
        *(
            run
            for network, lr in CHOSEN.items()
            for run in grid(SceneQuestions(network=network, lr=lr), seed=range(3))
        ),
    ],
    weights=[SceneQuestions(lr=CHOSEN["combined"])],
)
