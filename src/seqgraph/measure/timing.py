"""Timing variants side by side: on a machine that others use too, only ratios hold."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

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
