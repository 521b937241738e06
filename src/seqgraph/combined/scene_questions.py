"""Question 3.5(b): questions about scenes, answered by the question alone, by the scene
as a sentence, by a bag of objects, and by a graph network that a recurrent one guides.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import final

import torch
from torch import Tensor
from torch.nn import functional as F

from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    longest_gradient,
    one_of,
    random_seed,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.room import outputs
from ..runs.training import fit, updates
from .answering import Answerer, GraphAndQuestion, QuestionOnly, SceneAsSentence
from .examples import CASES, Examples, batch
from .rivals import QuestionAtTheReadOut, QuestionLooks, WordsAndObjects
from .scenes import ROOM

TRAINED_OBJECTS = (4, 7)  # objects of a scene in training, least and most
TESTED_OBJECTS = tuple(range(TRAINED_OBJECTS[0], ROOM + 1))
ASKED = 64  # questions of each kind and number of hops, in a test

# Each network, with units that give all of them about as many weights.
NETWORKS: dict[str, Callable[[torch.Generator], Answerer]] = {
    "question": lambda source: QuestionOnly(96, source),
    "sentence": lambda source: SceneAsSentence(96, source),
    "bag": lambda source: GraphAndQuestion(64, False, source),
    "combined": lambda source: GraphAndQuestion(64, True, source),
    # The same two with scores divided by √H, and what the second one may lack.
    "bag-divided": lambda source: GraphAndQuestion(64, False, source, divided=True),
    "combined-divided": lambda source: GraphAndQuestion(64, True, source, divided=True),
    "unasked": lambda source: GraphAndQuestion(
        64, True, source, divided=True, asked=False
    ),
    "read-out": lambda source: QuestionAtTheReadOut(50, source),
    "looks": lambda source: QuestionLooks(58, source),
    "transformer": lambda source: WordsAndObjects(48, source),
}


@register
@final
@dataclasses.dataclass(frozen=True)
class SceneQuestions(Experiment[Answerer]):
    """Train a network on fresh questions about fresh scenes of 4 to 7 objects.

    Example:
        >>> config = SceneQuestions(network="question", steps=2, batch=2)
        >>> rows = list(config.train(config.model(), torch.device("cpu")))
        >>> [sorted(row) for row in rows]
        [['accuracy', 'loss'], ['accuracy', 'loss']]
    """

    network: str = one_of(NETWORKS, "combined", "what answers")
    batch: int = whole(16, "questions per update, each about three or four scenes")
    steps: int = whole(4000, "updates")
    lr: float = adam_rate(3e-3, "; it falls linearly to 0")
    clip: float = longest_gradient(1.0)
    seed: int = random_seed(0, "weights and data")

    def model(self) -> Answerer:
        return NETWORKS[self.network](generator(self.seed, "weights"))

    def kept(self, model: Answerer) -> int:
        return self.batch * min(TRAINED_OBJECTS) * outputs(model)

    def train(self, model: Answerer, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats) and the accuracy on that update's batch."""
        data, names = (generator(self.seed, purpose) for purpose in ("data", "names"))
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        rate = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, self.steps)
        batches = (
            batch(
                torch.randint(len(CASES), (self.batch,), generator=data).tolist(),
                TRAINED_OBJECTS,
                data,
            )
            for _ in updates(self.steps, model, optimizer, rate, data, names)
        )

        def step(examples: Examples) -> dict[str, Tensor]:
            examples = on(device, examples)
            with seeded_by(names):
                logits = model(examples.scenes, examples.words)
            hits = logits.argmax(1) == examples.answers
            return {
                "loss": F.cross_entropy(logits, examples.answers),
                "accuracy": hits.float().mean(),
            }

        return fit(model, batches, step, optimizer, clip=self.clip, rate=rate)

    def evaluate(self, model: Answerer, device: torch.device) -> Measured:
        """Accuracy on held-out questions for tuning (``validation``). On others, about
        scenes as large as in training, accuracy and the same with the objects in
        another order (``relabelled``), over all and for each kind and number of hops
        (``questions``); and for each size of scene (``sizes``). Also the number of
        weights."""
        held_out, test = (
            generator(self.seed, purpose) for purpose in ("validation", "evaluation")
        )
        every = [case for case in range(len(CASES)) for _ in range(ASKED)]
        tuning = batch(every, TRAINED_OBJECTS, held_out)
        asked = batch(every, TRAINED_OBJECTS, test)
        shuffled = dataclasses.replace(asked, scenes=asked.scenes.relabelled(test))
        hits, again = (right(model, each, device) for each in (asked, shuffled))
        of_case = [asked.cases == index for index in range(len(CASES))]
        of_size = [batch(every, (n, n), test) for n in TESTED_OBJECTS]
        return Measured(
            {
                "weights": sum(p.numel() for p in model.parameters()),
                "validation": mean(right(model, tuning, device)),
                "accuracy": mean(hits),
                "relabelled": mean(again),
            },
            {
                "questions": {
                    "kind": [kind for kind, _ in CASES],
                    "hops": [hops for _, hops in CASES],
                    "accuracy": [mean(hits[case]) for case in of_case],
                    "relabelled": [mean(again[case]) for case in of_case],
                },
                "sizes": {
                    "objects": TESTED_OBJECTS,
                    "accuracy": [mean(right(model, each, device)) for each in of_size],
                },
            },
        )


@torch.no_grad()
def right(model: Answerer, examples: Examples, device: torch.device) -> Tensor:
    """Which of the examples (B,) the network answers correctly.

    Example:
        >>> asked = batch([0, 1], (4, 7), torch.Generator().manual_seed(0))
        >>> model = NETWORKS["question"](torch.Generator())
        >>> mean(right(model, asked, torch.device("cpu"))) in (0.0, 0.25, 0.5)
        True
    """
    examples = on(device, examples)
    return (model(examples.scenes, examples.words).argmax(1) == examples.answers).cpu()


def mean(hits: Tensor) -> float:
    """The share of ones.

    Example:
        >>> mean(torch.tensor([True, False, True, True]))
        0.75
    """
    return hits.float().mean().item()


def on(device: torch.device, examples: Examples) -> Examples:
    """The examples on a device.

    Example:
        >>> asked = batch([0], (4, 7), torch.Generator().manual_seed(0))
        >>> on(torch.device("cpu"), asked).scenes.looks.device
        device(type='cpu')
    """
    scenes = examples.scenes
    moved = {
        field.name: getattr(scenes, field.name).to(device)
        for field in dataclasses.fields(scenes)
    }
    return Examples(
        dataclasses.replace(scenes, **moved),
        *(
            part.to(device)
            for part in (examples.words, examples.answers, examples.cases)
        ),
    )
