"""Does today's code still make the recorded run? Retrain its first updates and
compare the losses."""

import dataclasses
import itertools
import math
from typing import Any

import torch
from torch import Tensor, nn

from ..machine import devices
from .experiment import Experiment
from .randomness import generator
from .records import Record

UPDATES = 20
SAME_MACHINE, OTHER_MACHINE = 1e-5, 1e-3  # largest relative difference of a loss
SHAKES = 3


@dataclasses.dataclass(frozen=True)
class Replay:
    """What a replay found.

    Example:
        >>> Replay(difference=3e-7, tolerance=1e-5, updates=20).agrees
        True
    """

    difference: float
    """Largest relative difference of a loss over the updates compared."""
    tolerance: float
    """1e-5 on the same torch and device as the record's, else 1e-3."""
    updates: int
    """How many updates were compared: 20, or fewer where rounding decides the rest."""

    @property
    def agrees(self) -> bool:
        return self.difference <= self.tolerance  # False for NaN


def replay_run(record: Record, device: str = "auto") -> Replay:
    """Retrain the first 20 updates of a recorded run.

    Some runs are chaotic: rounding of another order moves their losses by more than the
    tolerance, though the code is right. Where losses differ, the run is therefore made
    again from weights changed in their last digit, in three ways, and only the updates
    count before any of these moves a loss by a tenth of the tolerance.

    Example:
        >>> from seqgraph import Palindromes
        >>> from seqgraph.runs.single import train
        >>> model, record = train(Palindromes(length=2, hidden=4, batch=8, steps=2))
        >>> replay_run(record).agrees
        True
    """
    place = devices.resolve(device)
    devices.keep_memory()  # as in training
    tolerance = SAME_MACHINE if made_here(record, place) else OTHER_MACHINE
    losses = _losses(record.config, place)
    kept = record.curves["loss"][: len(losses)]
    if record.diverged and len(kept) < len(losses):
        if bool(losses[len(kept)].isfinite()):
            return Replay(math.inf, tolerance, len(kept) + 1)
        losses = losses[: len(kept)]
        if not kept:  # it diverged at once, and does so again
            return Replay(0.0, tolerance, 1)
    apart = _apart(losses, torch.tensor(kept, dtype=torch.double))
    if not bool((apart <= tolerance).all()):
        noises = (generator(seed, "rounding") for seed in range(SHAKES))
        shaken = (
            _losses(record.config, place, noise)[: len(losses)] for noise in noises
        )
        # A NaN must not end the comparison: `>` is false for it.
        moved = [_apart(each, losses) > tolerance / 10 for each in shaken]
        settled = int((~torch.stack(moved).any(0)).long().cumprod(0).sum())
        apart = apart[: max(settled, 1)]
    return Replay(float(apart.max()), tolerance, len(apart))


def made_here(record: Record, place: torch.device) -> bool:
    """Whether a run was made by this version of torch on such a device.

    Example:
        >>> from seqgraph import Palindromes
        >>> from seqgraph.runs.single import train
        >>> model, record = train(Palindromes(length=2, hidden=4, batch=8, steps=2))
        >>> made_here(record, devices.resolve("auto"))
        True
    """
    made_on = (record.provenance["torch"], record.provenance["device_name"])
    return made_on == (torch.__version__, devices.describe(place))


def _losses(
    config: Experiment[Any], place: torch.device, noise: torch.Generator | None = None
) -> Tensor:
    """The losses of the first updates; with ``noise``, from weights changed by about
    float32's precision."""
    with devices.one_thread():
        model = config.model()
        if noise and isinstance(model, nn.Module):
            with torch.no_grad():
                for weight in model.parameters():
                    weight *= 1 + 2**-23 * torch.randn(weight.shape, generator=noise)
        model = devices.moved(model, place)
        rows = itertools.islice(config.train(model, place), UPDATES)
        return torch.tensor([row["loss"] for row in rows], dtype=torch.double)


def _apart(new: Tensor, old: Tensor) -> Tensor:
    """Relative differences; NaN where either is."""
    return (new - old).abs() / old.abs().clamp(min=1e-12)
