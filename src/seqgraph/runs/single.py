"""One run: trained and evaluated, recorded, its weights kept."""

import contextlib
import os
import time
from collections.abc import Callable
from typing import Any

import torch
from tqdm.auto import tqdm

from ..errors import MissingRun
from ..machine import devices
from . import provenance, records, store, weights
from .experiment import Curves, Experiment, Model
from .records import Record


def train(
    config: Experiment[Model],
    device: str = "auto",
    tick: Callable[[], Any] = lambda: None,
    keep: Callable[[Model], Any] = lambda model: None,
) -> tuple[Model, Record]:
    """Train and evaluate one run on one thread, recording nothing; ``tick`` is
    called after every update, ``keep`` with the trained model before it is evaluated.

    Example:
        >>> from seqgraph import Palindromes
        >>> config = Palindromes(length=2, hidden=4, batch=8, steps=2)
        >>> model, record = train(config)
        >>> len(record.curves["loss"])
        2
    """
    place = devices.resolve(device)
    devices.keep_memory()
    with devices.one_thread():
        # Now, not at the end: the files of src/ may change while this trains.
        made_with = provenance.gather(place, config.data)
        model = devices.moved(config.model(), place)
        curves: Curves = {}
        begun = time.perf_counter()
        for row in config.train(model, place):
            for name, value in row.items():
                curves.setdefault(name, []).append(value)
            tick()
        trained_at = time.perf_counter()
        keep(model)
        kept_at = time.perf_counter()
        measured = config.evaluate(devices.settled(model), place)
        seconds = {
            "train": trained_at - begun,
            "evaluate": time.perf_counter() - kept_at,
        }
    record = Record(
        config,
        config.recorded(curves),
        {**config.summarise(curves), **measured.numbers},
        measured.tables,
        seconds,
        made_with,
    )
    return devices.moved(model, torch.device("cpu")), record


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
    """Whether the record is, or the weights where they are to be kept."""
    return records.load(config) is None or (keep and weights.load(config) is None)


def train_here(config: Experiment[Model], device: str, keep: bool) -> Model:
    """Train and record one run in this process, with a progress bar from the first
    update on: a run that is refused has none."""
    with contextlib.ExitStack() as shown:
        bars: list[tqdm] = []

        def tick() -> None:
            if not bars:
                bar = tqdm(total=config.steps, desc=str(config), unit="update")
                bars.append(shown.enter_context(bar))
            bars[0].update()

        return train_and_save(config, device, tick, keep)


def train_and_save(
    config: Experiment[Model], device: str, tick: Callable[[], Any], keep: bool
) -> Model:
    """Train one run, record it, and keep its weights if asked to: these before
    anything is measured, so that no measurement can lose them."""

    def save(model: Model) -> None:
        if keep:
            weights.save(config, model)

    model, record = train(config, device, tick, save)
    records.save(record)
    return model
