"""Timing variants side by side: on a machine that others use too, only ratios hold."""

import statistics
import time
from collections.abc import Callable
from typing import Any

Variant = Callable[[], Any]


def interleave(
    variants: dict[str, Variant], rounds: int, warmup: int = 1
) -> dict[str, list[float]]:
    """Seconds of each variant in each of ``rounds`` rounds; every round runs them all,
    after ``warmup`` rounds that do not count."""
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for round_ in range(-warmup, rounds):
        for name, variant in variants.items():
            begun = time.perf_counter()
            variant()
            if round_ >= 0:
                seconds[name].append(time.perf_counter() - begun)
    return seconds


def ratio(seconds: dict[str, list[float]], rival: str, ours: str) -> str:
    """How many times faster ``ours`` is: the median of the rounds' ratios, and their
    spread."""
    pairs = zip(seconds[rival], seconds[ours], strict=True)
    each = [theirs / our for theirs, our in pairs]
    median = statistics.median(each)
    return f"{median:.2f}x as fast as {rival} ({min(each):.2f} to {max(each):.2f})"
