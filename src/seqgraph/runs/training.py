"""The loop that trains, once for all that learn by gradient, and its count of updates,
which an interrupted run takes up again."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from . import checkpoints
from .experiment import Numbers

Batch = TypeVar("Batch")
Step = Callable[[Batch], dict[str, Tensor]]


def updates(steps: int, *state: Any) -> Iterator[int]:
    """Count the updates of a run, 0 to ``steps`` - 1; an interrupted run's from where
    it stopped.

    Between two updates, every minute, ``state`` is kept; a run that goes on finds it
    restored before its first update.

    Args:
        steps: how many updates a whole run has.
        state: all that changes in training: the model, the optimizer and its schedule,
            the generators that are drawn from.

    Example:
        >>> model = nn.Linear(1, 1)
        >>> list(updates(3, model))  # nothing is kept outside of a run
        [0, 1, 2]
    """
    kept = checkpoints.current()
    done = kept.resume(state) if kept else 0
    for update in range(done, steps):
        if kept and update > done:
            kept.keep(update, state)
        yield update


def fit(
    model: nn.Module,
    batches: Iterable[Batch],
    step: Step[Batch],
    optimizer: Optimizer,
    *,
    clip: float | None = None,
    rate: LRScheduler | None = None,
) -> Iterator[Numbers]:
    """Update ``model`` once for each batch, yielding what ``step`` found.

    Args:
        model: its parameters are updated in place.
        batches: what ``step`` takes, one for each update.
        step: from a batch to scalars by name, ``loss`` among them.
        optimizer: holds the parameters.
        clip: the largest norm of the whole gradient; a longer one is scaled down to it.
        rate: moves the learning rate on after each update.

    Example:
        >>> import torch
        >>> model = nn.Linear(1, 1)
        >>> def step(x):
        ...     return {"loss": (model(x) - 2 * x).square().mean()}
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        >>> rows = list(fit(model, [torch.ones(4, 1)] * 50, step, optimizer))
        >>> rows[-1]["loss"] < 1e-6 < rows[0]["loss"]
        True
    """
    for batch in batches:
        numbers = step(batch)
        optimizer.zero_grad()
        numbers["loss"].backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        if rate is not None:
            rate.step()
        yield {name: number.item() for name, number in numbers.items()}
