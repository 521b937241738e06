"""How many processes that train fit into this machine's memory."""

import os
from contextlib import suppress
from pathlib import Path

import torch

CPU = torch.device("cpu")
TRAINING = 2**28  # bytes that a run takes beside the libraries: an estimate


def room_for(processes: int) -> int:
    """As many processes, or as many as memory has room for, and at least one.

    Each will hold the libraries, as this process does, and a run. Where the system does
    not say what is held and free (Linux does), there is room.

    Example:
        >>> room_for(1)
        1
    """
    free = available()
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
        each = pages * os.sysconf("SC_PAGE_SIZE") + TRAINING
        return max(1, min(processes, free // each)) if free is not None else processes
    return processes


def available(place: torch.device = CPU) -> int | None:
    """Bytes that processes may still take, by Linux's own estimate and the limit of the
    container, None where neither is known; of a GPU, its own.

    Example:
        >>> available()  # doctest: +SKIP
        20401094656
    """
    if place.type == "cuda":
        return torch.cuda.mem_get_info(place)[0]
    found = []
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable:"))
        found.append(int(line.split()[1]) * 1024)
    with suppress(OSError, ValueError):  # "max" is no number, and no limit
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text("utf-8"))
        found.append(max(0, limit - int((group / "memory.current").read_text("utf-8"))))
    return min(found, default=None)
