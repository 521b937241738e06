"""In which operations the time goes, from PyTorch's own profiler."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from torch.profiler import ProfilerActivity, profile


def seconds_by_operation(run: Callable[[], Any]) -> dict[tuple[str, str], float]:
    """Seconds in each operation itself, without those that it calls, by the outermost
    block (``record_function``) in which it ran.

    Args:
        run: what is watched, one call of it.

    Example:
        >>> import torch
        >>> def run():
        ...     with torch.profiler.record_function("forward"):
        ...         torch.ones(2, 2) @ torch.ones(2, 2)
        >>> seconds = seconds_by_operation(run)
        >>> seconds["forward", "aten::mm"] > 0
        True
    """
    with profile(activities=[ProfilerActivity.CPU]) as log:
        run()
    seconds: Counter[tuple[str, str]] = Counter()
    for event in log.events() or ():
        block: Any = event
        while block.cpu_parent is not None:
            block = block.cpu_parent
        seconds[block.name, event.name] += event.self_cpu_time_total / 1e6
    return dict(seconds)
