"""Where a training step's time goes: the parts of one, what single operations cost,
and how a step's time grows when the batch is doubled.

The step in parts is the plain loop's, since ``nn.LSTM`` is one operation. The profiler
says how long products and gates took. It slows down what lies between them, so the rest
is what they leave of the same update without a profiler. Seconds are CPU time.
"""

import functools
import time
from collections.abc import Callable

import torch
from bench_palindromes import avoid_mkl, batches, over, settle, steps
from torch import Tensor, nn
from torch.nn import functional as F
from torch.profiler import record_function

from seqgraph.machine import devices
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.profiling import seconds_by_operation
from seqgraph.measure.timing import interleave
from seqgraph.recurrent import costs
from seqgraph.recurrent.costs import BY_HAND, LIBRARY, PLAIN
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.unrolling import unroll

ROUNDS, SETTLE = 9, 10
PRODUCTS = {"mm", "addmm"}
GATES = {"sigmoid", "tanh", "mul", "add"} | {
    "sigmoid_backward",
    "tanh_backward",
    "cat",  # the four gates' gradients, side by side again
}


def update_bench(report: Report) -> None:
    """From a batch to the new weights; and in the same rounds single operations, bound
    by arithmetic, by memory, and by neither."""
    config = Palindromes()
    model = config.model()
    cell, optimizer = model.cell, torch.optim.Adam(model.parameters(), fused=True)

    def update(x: Tensor, y: Tensor) -> None:
        with record_function("forward"):
            a = F.embedding(x, cell.project(model.embedding))
            h = unroll(cell, a.unbind(1))[0][-1]
            loss = F.cross_entropy(h @ model.weight_ph.T + model.bias_p, y)
        with record_function("backward"):
            optimizer.zero_grad()
            loss.backward()
        with record_function("optimiser"):
            nn.utils.clip_grad_norm_(model.parameters(), config.clip)
            optimizer.step()

    seconds: dict[str, list[float]] = {part: [] for part in costs.PARTS}
    singly = operations(config)
    alone: dict[str, list[float]] = {name: [] for name in singly}
    with avoid_mkl(False):
        settle(update, config, 2)
        for batch in batches(config, ROUNDS):
            for part, took in in_parts(functools.partial(update, *batch)).items():
                seconds[part].append(took)
            for name, (go, often) in singly.items():
                alone[name].append(seconds_of(go, often))
    report.measured(costs.UPDATE, seconds)
    report.measured(costs.OPERATIONS, alone)


def seconds_of(go: Callable[[], object], often: int = 1) -> float:
    begun = time.process_time()
    for _ in range(often):
        go()
    return (time.process_time() - begun) / often


def in_parts(update: Callable[[], None]) -> dict[str, float]:
    """The seconds of each part of an update that marks its blocks."""
    whole = seconds_of(update)
    clocks = []

    def watched() -> None:
        begun = time.perf_counter()
        clocks.append(seconds_of(update))
        clocks.append(time.perf_counter() - begun)

    found = seconds_by_operation(watched)
    mine = clocks[0] / clocks[1]  # of the time by the clock, as the profiler has it
    parts = dict.fromkeys(costs.PARTS, 0.0)
    for (block, operation), by_clock in found.items():
        name, took = operation.removeprefix("aten::"), mine * by_clock
        if block == "optimiser":
            parts["optimiser"] += took
        elif name in PRODUCTS | GATES:
            kind = "products" if name in PRODUCTS else "gates"
            parts[f"{block} {kind}"] += took
    parts["the rest"] = whole - sum(parts.values())
    return parts


def operations(config: Palindromes) -> dict[str, tuple[Callable[[], object], int]]:
    """Single operations of the step's sizes, and how often to run each."""
    W = torch.randn(4 * config.hidden, config.hidden)
    h = torch.randn(config.batch, config.hidden)
    out = torch.empty(config.batch, len(W))
    large, other = torch.ones(2, 2**24)
    one = torch.ones((), requires_grad=True)
    return {
        costs.PRODUCT: (lambda: torch.mm(h, W.T, out=out), 20),
        costs.COPY: (lambda: other.copy_(large), 1),
        costs.TINY: (lambda: one * one, 1000),
    }


def doubling_bench(report: Report) -> None:
    """Batches of 1, 2, 4, ...; a round measures all of them."""
    variants = {}
    for size in costs.BATCHES:
        config = Palindromes(batch=size)
        every, given = steps(config), batches(config, 1 + ROUNDS)
        settle(every[BY_HAND], config, SETTLE)
        for way in (PLAIN, LIBRARY, BY_HAND):
            variants[way, size] = over(every[way], given)
    seconds = interleave(variants, ROUNDS, clock=time.process_time)
    for way in (PLAIN, LIBRARY, BY_HAND):
        sizes = {str(size): seconds[way, size] for size in costs.BATCHES}
        report.measured(costs.by_batch(way), sizes)


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()  # as the book's trainings do
    report = Report("step")
    update_bench(report)
    doubling_bench(report)
    report.save()
