"""Timing variants side by side: on a machine that others use too, only ratios hold.
And how long an update of a run takes here, for who has to wait."""

import itertools
import time
from collections.abc import Callable
from typing import Any, TypeVar

from ..machine import devices
from ..runs.experiment import Experiment, Model

Name = TypeVar("Name")
Variant = Callable[[], Any]


def interleave(
    variants: dict[Name, Variant],
    rounds: int,
    warmup: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[Name, list[float]]:
    """Seconds of each variant in each of ``rounds`` rounds; every round runs them all,
    after ``warmup`` rounds that do not count.

    ``time.process_time`` as ``clock`` leaves out what other programs take of the core;
    it serves where one thread of this process does all the work.

    Example:
        >>> seconds = interleave({"sum": lambda: sum(range(9)), "pass": int}, rounds=3)
        >>> {name: len(each) for name, each in seconds.items()}
        {'sum': 3, 'pass': 3}
    """
    seconds: dict[Name, list[float]] = {name: [] for name in variants}
    for round_ in range(-warmup, rounds):
        for name, variant in variants.items():
            begun = clock()
            variant()
            if round_ >= 0:
                seconds[name].append(clock() - begun)
    return seconds


TRIED = 30  # updates of a run, at most, by which its time is told


def an_update(
    config: Experiment[Model],
    model: Model,
    device: str,
    most: float,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Seconds that an update of a run takes here, by a few that are made now.

    Args:
        config: the run's settings.
        model: what is trained by them, and should then be thrown away.
        device: ``auto``, ``cpu`` or ``cuda``.
        most: seconds after which no other update is made.
        clock: seconds that pass.

    Example:
        >>> from seqgraph import Palindromes
        >>> ticks, config = itertools.count(), Palindromes(length=2, hidden=4, batch=8)
        >>> an_update(config, config.model(), "cpu", 9.0, lambda: next(ticks))
        1.0
    """
    place = devices.resolve(device)
    with devices.one_thread():
        rows = config.train(devices.moved(model, place), place)
        next(rows)  # the first one takes longer
        begun, done, passed = clock(), 0, 0.0
        for _ in itertools.islice(rows, TRIED):
            done, passed = done + 1, clock() - begun
            if passed > most:
                break
        return passed / max(done, 1)
