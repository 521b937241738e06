"""The loop that trains, once for all that learn by gradient."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from .experiment import Numbers

Batch = TypeVar("Batch")
Step = Callable[[Batch], dict[str, Tensor]]


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
