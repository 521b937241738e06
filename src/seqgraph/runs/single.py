"""One run: trained and evaluated, recorded, its weights kept."""

import dataclasses
import math
import os
import time
from collections.abc import Callable
from typing import Any

import torch

from ..errors import MissingRun
from ..machine import devices, memory
from . import checkpoints, provenance, records, room, store, weights
from .checkpoints import Checkpoint, Shelf
from .experiment import Experiment, Measured, Model
from .records import Divergence, Record


def train(
    config: Experiment[Model],
    device: str = "auto",
    tick: Callable[[int], Any] = lambda updates: None,
    shelf: Shelf | None = None,
) -> tuple[Model, Record]:
    """Train and evaluate one run on one thread, recording nothing.

    A run whose loss is no finite number any more ends there, and is not evaluated.
    Settings for which there is too little memory are refused: see ``room``.

    Args:
        config: the run's settings.
        device: ``auto``, ``cpu`` or ``cuda``.
        tick: called after every update with how many there have been.
        shelf: where checkpoints are kept, and where one is looked for to go on from.
            A model that is trained is put there before it is evaluated.

    Example:
        >>> from seqgraph import Palindromes
        >>> config = Palindromes(length=2, hidden=4, batch=8, steps=2)
        >>> model, record = train(config)
        >>> len(record.curves["loss"])
        2
    """
    place = devices.resolve(device)
    room.ensure(config, memory.available(place))
    devices.keep_memory()
    with devices.one_thread():
        # Now, not at the end: the files of src/ may change while this trains.
        made_with = provenance.gather(place, config.data)
        kept = Checkpoint(config, made_with, provenance.code(), shelf)
        (model, diverged), measured = _trained(config, place, kept, tick), Measured({})
        seconds = {"train": kept.elapsed, "evaluate": 0.0}
        if not diverged:
            begun = time.perf_counter()
            measured = config.evaluate(devices.settled(model), place)
            seconds["evaluate"] = time.perf_counter() - begun
    curves = kept.curves
    record = Record(
        config,
        config.recorded(curves),
        measured.numbers
        if diverged
        else {**config.summarise(curves), **measured.numbers},
        measured.tables,
        seconds,
        made_with,
        diverged,
    )
    return devices.moved(model, torch.device("cpu")), record


def _trained(
    config: Experiment[Model],
    place: torch.device,
    kept: Checkpoint,
    tick: Callable[[int], Any],
) -> tuple[Model, Divergence | None]:
    """The trained model, curves going into ``kept``, and where it diverged, if it
    did."""
    if kept.trained is not None:
        return devices.moved(config.restore(kept.trained), place), None
    model, curves = devices.moved(config.model(), place), kept.curves
    with checkpoints.under_way(kept):
        for row in config.train(model, place):
            for name in row:
                curves.setdefault(name, [])
            if not math.isfinite(row["loss"]):
                last = {name: curve[-1] for name, curve in curves.items() if curve}
                return model, Divergence(len(curves["loss"]) + 1, last)
            for name, value in row.items():
                curves[name].append(value)
            tick(len(curves["loss"]))
    kept.keep_trained(model)
    return model, None


@dataclasses.dataclass(frozen=True)
class Made:
    """A run that has been trained, as it travels from where that was done.

    Example:
        >>> from seqgraph import Palindromes
        >>> config = Palindromes(length=2, hidden=4, batch=8, steps=2)
        >>> made = make(config, "cpu", keep=False)
        >>> made.record.config == config, made.weights
        (True, None)
    """

    record: Record
    weights: bytes | None
    """The content of their file, where they are to be kept."""

    def save(self) -> None:
        """Record the run, and keep its weights."""
        if self.weights is not None:
            weights.write(self.record.config, self.weights)
        records.save(self.record)


def make(
    config: Experiment[Any],
    device: str,
    keep: bool,
    tick: Callable[[int], Any] = lambda updates: None,
    shelf: Shelf | None = None,
) -> Made:
    """Train a run, as :func:`train` does, and pack it; a run that diverged has no
    weights.

    Example:
        >>> from seqgraph import Palindromes
        >>> made = make(Palindromes(length=2, hidden=4, batch=8, steps=2), "cpu", True)
        >>> len(made.weights) > 1000
        True
    """
    model, record = train(config, device, tick, shelf)
    wanted = keep and record.diverged is None
    return Made(record, weights.packed(config, model) if wanted else None)


def refuse_to_train(config: Experiment[Any]) -> None:
    """Raise MissingRun, naming the way to make the run, if training is switched off.

    Example:
        >>> from seqgraph import Palindromes
        >>> refuse_to_train(Palindromes())  # SEQGRAPH_TRAIN is not 0
    """
    if os.environ.get("SEQGRAPH_TRAIN") == "0":
        raise MissingRun(
            f"no recorded run (or weights) of {config} in {store.folder()}, "
            "and SEQGRAPH_TRAIN=0 forbids training; "
            "`seqgraph reproduce` makes every run the book needs"
        )


def is_missing(config: Experiment[Any], keep: bool) -> bool:
    """Whether the record is, or the weights where they are to be kept. A run that
    diverged is there, and has none."""
    return is_without(config, records.load(config), keep)


def is_without(config: Experiment[Any], record: Record | None, keep: bool) -> bool:
    """As :func:`is_missing`, where the record has been read, if it is there."""
    if record is None:
        return True
    return keep and record.diverged is None and weights.load(config) is None
