"""What *What training costs* divides its counts by, measured by the page's own code.

The script on the page measures the rates of a machine. It is run here, and its way of
measuring repeated, so that drawings and script have rates of the same operations by the
same statistic. Then it counts a step of the plain loop for one sequence; and the page's
chain of multiply-adds is timed, as it stands and fused, which needs a C++ compiler.
"""

import functools
import time
from pathlib import Path
from typing import Any

import jupytext
import torch
from bench_palindromes import batches, steps
from torch._inductor import config as inductor

from seqgraph.machine import devices
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.recurrent import costs
from seqgraph.recurrent.experiment import Palindromes

PAGE = Path(__file__).parents[1] / "notebooks" / "what_it_costs.md"
ROUNDS = 21


def from_page(definition: str) -> dict[str, Any]:
    """The names of the page's one cell that has this definition, after it has run."""
    (cell,) = (
        cell.source
        for cell in jupytext.read(PAGE).cells
        if cell.cell_type == "code" and definition in cell.source
    )
    names: dict[str, Any] = {}
    exec(compile(cell, str(PAGE), "exec"), names)
    return names


def rates_bench(report: Report) -> None:
    script = from_page("def verdict(")
    count, seconds, extremes = (
        script[name] for name in ("count", "seconds", "extremes")
    )
    amounts = {name: count(run)[name] for name, run in extremes.items()}
    for_one: dict[str, list[float]] = {name: [] for name in extremes}
    for _ in range(ROUNDS):
        for name, run in extremes.items():
            for_one[name].append(seconds(run) / amounts[name])
    report.measured(costs.FOR_ONE, for_one)

    config = Palindromes(batch=1)
    (given,) = batches(config, 1)
    step = steps(config)[costs.PLAIN]
    step(*given)
    counted = count(lambda: step(*given))
    alone = {name: [counted[name] * min(for_one[name])] for name in for_one}
    report.measured(costs.ALONE, alone)


def fusion_bench(report: Report) -> None:
    inductor.compile_threads = 1  # no processes that outlive the compilation
    chain = from_page("def chain(")["chain"]
    x, y = torch.ones(2, costs.NUMBERS)
    variants = {}
    for count in costs.PER_NUMBER:
        each = functools.partial(chain, count=count)
        fused = torch.compile(each, dynamic=False)
        variants[costs.sweep_for_each(count)] = functools.partial(each, x, y)
        variants[costs.one_sweep(count)] = functools.partial(fused, x, y)
    with torch.no_grad():
        seconds = interleave(variants, ROUNDS, warmup=2, clock=time.process_time)
    report.measured(costs.CHAINS, seconds)


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()  # as the book's trainings do
    report = Report("rates")
    rates_bench(report)
    fusion_bench(report)
    report.save()
