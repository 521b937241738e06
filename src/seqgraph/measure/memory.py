"""How much memory tensors take, counted from the allocator's own log.

The process's size would not do: it depends on what ran before, and freed memory is not
always given back.
"""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch.profiler import ProfilerActivity, profile


@dataclasses.dataclass
class Memory:
    """What was seen.

    Example:
        >>> Memory().peak
        0
    """

    peak: int = 0
    """The most bytes held at once, beyond those held at the start."""


@contextmanager
def watched() -> Iterator[Memory]:
    """Count what is allocated and freed inside the block.

    Example:
        >>> import torch
        >>> with watched() as memory:
        ...     held = torch.zeros(1000)
        >>> memory.peak
        4000
    """
    memory = Memory()
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as log:
        yield memory
    # The log's own events: their list in Python has no times of what was freed.
    logged: Any = log.profiler
    changes = [
        (event.start_ns(), event.nbytes())
        for event in logged.kineto_results.events()
        if event.name() == "[memory]"
    ]
    held = 0
    for _, change in sorted(changes):
        held += change
        memory.peak = max(memory.peak, held)
