"""What page 1.4b's three ways to bring something from one step to another cost on one
core, by the number of steps: a linear recurrence carried step by step, the same joined
by a scan, and attention. What is made of each symbol by itself is in none of them.
"""

import functools
import time

import torch
from torch import Tensor

from seqgraph.machine import devices
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.runs.randomness import generator
from seqgraph.today import study
from seqgraph.today.recurrences import by_steps, scan
from seqgraph.today.transformer import attend, edges_before

ROUNDS = 11
SEQUENCES, UNITS = 8, 64


def there_and_back(outputs: Tensor) -> None:
    """Let the gradient of what came out go back to what went in."""
    outputs.sum().backward()


def between_bench(report: Report, steps: int) -> None:
    shape, random = (SEQUENCES, steps, UNITS), generator(0, "between")
    a = torch.rand(shape, generator=random).requires_grad_()
    b, query, key, value = (
        torch.randn(shape, generator=random).requires_grad_() for _ in range(4)
    )
    start, edges = torch.zeros(SEQUENCES, UNITS), edges_before(steps)
    ways = {
        study.CARRIED: functools.partial(by_steps, a, b, start),
        study.JOINED: functools.partial(scan, a, b, start),
        study.LOOKED_UP: functools.partial(attend, query, key, value, edges),
    }
    seconds = interleave(
        {name: lambda way=way: there_and_back(way()) for name, way in ways.items()},
        ROUNDS,
        clock=time.process_time,
    )
    report.measured(study.between(steps), seconds)


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()  # as the book's trainings do
    report = Report("between")
    for steps in study.STEPS:
        between_bench(report, steps)
    report.save()
