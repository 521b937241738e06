"""Questions 1.3 and 1.4: a recurrent cell learns binary palindromes, or another of the
course's tasks."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..machine import capture
from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    longest_gradient,
    one_of,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator
from ..runs.room import outputs
from ..runs.training import updates
from .classifier import CELLS, READS, SequenceClassifier
from .starts import FORGETS, INITS, start_forgetting, start_recurrent
from .tasks import TASKS, Task

MOST_DRAWS = 200_000  # up to here accuracy is counted over every possible draw
FRESH_DRAWS = 20_000  # beyond, over this many fresh ones
_CHUNK = 1024  # sequences scored at a time


@register
@final
@dataclasses.dataclass(frozen=True)
class Palindromes(Experiment[SequenceClassifier]):
    """Train a classifier on fresh batches of a task, named after the first one, binary
    palindromes; the defaults are the course's settings at T = 10.

    Example:
        >>> config = Palindromes(length=2, hidden=8, batch=16, lr=0.05, steps=30)
        >>> model, cpu = config.model(), torch.device("cpu")
        >>> losses = [row["loss"] for row in config.train(model, cpu)]
        >>> losses[-1] < losses[0]
        True
        >>> config.evaluate(model, cpu).numbers["draws"]
        18
    """

    cell: str = one_of(CELLS, "lstm", "recurrent cell")
    length: int = whole(
        10, "nominal length T; a palindrome's input has 4T + 1 symbols", most=10_000
    )
    hidden: int = whole(256, "units of the cell")
    embedding: int = whole(64, "dimensions of a symbol's vector")
    batch: int = whole(256, "sequences per update, drawn afresh each time")
    steps: int = whole(3000, "updates")
    lr: float = adam_rate(1e-4)
    clip: float = longest_gradient(10.0)
    seed: int = random_seed(5, "weights and data")
    init: str = one_of(INITS, "kaiming", "recurrent weights at the start")
    task: str = one_of(TASKS, "palindromes", "what is read and asked")
    reads: str = one_of(READS, "forwards", "in which direction the cell reads")
    forget: str = one_of(FORGETS, "zero", "the LSTM's forget biases at the start")
    scale: float = real(1.0, "standard deviation of the symbols' vectors at the start")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reading.check_length("length", self.length)

    @property
    def reading(self) -> Task:
        """The task itself."""
        return TASKS[self.task]

    def model(self) -> SequenceClassifier:
        weights = generator(self.seed, "weights")
        symbols, classes = self.reading.sizes(self.length)
        model = SequenceClassifier(
            self.cell,
            symbols,
            self.embedding,
            self.hidden,
            classes,
            weights,
            self.reads,
        )
        model.embedding.data *= self.scale
        for cell in model.cells:
            start_recurrent(cell, self.init, weights)
            start_forgetting(
                cell, self.forget, self.reading.steps(self.length), weights
            )
        return model

    def kept(self, model: SequenceClassifier) -> int:
        # Padding and beginnings that sequences share are computed once: an estimate.
        steps = self.reading.steps(self.length) / 5
        return int(self.batch * steps * outputs(model))

    def train(self, model: nn.Module, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats), the accuracy and the gradient's norm before
        clipping, each on that update's batch."""
        data = generator(self.seed, "data")
        optimizer = torch.optim.Adam(
            model.parameters(),
            lr=self.lr,
            fused=True,
            capturable=device.type == "cuda",
        )

        def update(x: Tensor, y: Tensor) -> dict[str, Tensor]:
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            optimizer.zero_grad()
            loss.backward()
            norm = nn.utils.clip_grad_norm_(model.parameters(), self.clip)
            optimizer.step()
            accuracy = (logits.argmax(1) == y).float().mean()
            return {"loss": loss, "accuracy": accuracy, "gradient_norm": norm}

        step = capture.as_asked(update, device)
        for _ in updates(self.steps, model, optimizer, data):
            x, y = self.reading.draw(self.length, self.batch, data)
            numbers = step(x.to(device), y.to(device))
            yield {name: number.item() for name, number in numbers.items()}

    def evaluate(self, model: nn.Module, device: torch.device) -> Measured:
        """Accuracy over every possible draw where there are at most MOST_DRAWS, else
        over FRESH_DRAWS new ones."""
        exact = self.reading.count(self.length) <= MOST_DRAWS
        if exact:
            x, y, draws = self.reading.every(self.length)
        else:
            x, y = self.reading.draw(
                self.length, FRESH_DRAWS, generator(self.seed, "evaluation")
            )
            draws = torch.ones_like(y)
        right = (classify(model, x, device) == y) * draws
        total = int(draws.sum())
        return Measured(
            {
                "accuracy": int(right.sum()) / total,
                "wrong": total - int(right.sum()),
                "draws": total,
                "exact": exact,
            }
        )


@torch.no_grad()
def classify(model: nn.Module, x: Tensor, device: torch.device) -> Tensor:
    """The class (N,) that ``model`` names for each of the N sequences x (N, ·).

    Example:
        >>> model = Palindromes(length=2, hidden=8).model()
        >>> x, _ = TASKS["palindromes"].draw(2, batch=3, generator=torch.Generator())
        >>> classify(model, x, torch.device("cpu")).shape
        torch.Size([3])
    """
    return torch.cat(
        [model(chunk.to(device)).argmax(1).cpu() for chunk in x.split(_CHUNK)]
    )
