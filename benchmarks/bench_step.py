"""Where a training step's time goes: the parts of one, how its time grows with the
batch and with the units, and what its gates take as they stand and fused. The last
needs a C++ compiler.

The step in parts is the plain loop's, since ``nn.LSTM`` is one operation. The profiler
says how long products and gates took. It slows down what lies between them, so the rest
is what they leave of the same update without a profiler. Seconds are CPU time.
"""

import functools
import time
from collections.abc import Callable

import torch
from bench_palindromes import batches, over, settle, steps
from torch import Tensor, nn
from torch._inductor import config as inductor
from torch.nn import functional as F
from torch.profiler import record_function

from seqgraph.machine import devices
from seqgraph.machine.libraries import Libraries, using
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.profiling import seconds_by_operation
from seqgraph.measure.timing import interleave
from seqgraph.recurrent import costs
from seqgraph.recurrent.costs import LIBRARY, PLAIN
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.unrolling import unroll

ROUNDS, OFTEN = 9, 20
PRODUCTS = {"mm", "addmm"}
GATES = {"sigmoid", "tanh", "mul", "add"} | {
    "sigmoid_backward",
    "tanh_backward",
    "cat",  # the four gates' gradients, side by side again
}


def update_bench(report: Report) -> None:
    """From a batch to the new weights."""
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
    with using(Libraries()):
        settle(update, config, 2)
        for batch in batches(config, ROUNDS):
            for part, took in in_parts(functools.partial(update, *batch)).items():
                seconds[part].append(took)
    report.measured(costs.UPDATE, seconds)


def seconds_of(go: Callable[[], object]) -> float:
    begun = time.process_time()
    go()
    return time.process_time() - begun


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


def doubling_bench(report: Report) -> None:
    """Batches of 1, 2, 4, ...; a round measures all of them."""
    variants = {}
    for size in costs.BATCHES:
        config = Palindromes(batch=size)
        every, given = steps(config), batches(config, 1 + ROUNDS)
        for way in (PLAIN, LIBRARY):
            variants[way, size] = over(every[way], given)
    seconds = interleave(variants, ROUNDS, clock=time.process_time)
    for way in (PLAIN, LIBRARY):
        sizes = {str(size): seconds[way, size] for size in costs.BATCHES}
        report.measured(costs.by_batch(way), sizes)


def widths_bench(report: Report) -> None:
    """One sequence at a time: as many operations, and fewer weights to read."""
    variants = {}
    for units in costs.WIDTHS:
        config = Palindromes(batch=1, hidden=units)
        given = batches(config, 1 + ROUNDS)
        for way in (PLAIN, LIBRARY):
            variants[way, units] = over(steps(config)[way], given)
    seconds = interleave(variants, ROUNDS, clock=time.process_time)
    for way in (PLAIN, LIBRARY):
        widths = {str(units): seconds[way, units] for units in costs.WIDTHS}
        report.measured(costs.by_width(way), widths)


def gates_bench(report: Report) -> None:
    """An LSTM's gates of one symbol, as they stand and fused."""
    inductor.compile_threads = 1  # no processes that outlive the compilation
    config = Palindromes()
    a = torch.randn(config.batch, 4 * config.hidden)
    c = torch.randn(config.batch, config.hidden)
    ways = {costs.GATES: gates, costs.FUSED_GATES: torch.compile(gates, dynamic=False)}
    variants = {name: functools.partial(often, way, a, c) for name, way in ways.items()}
    with torch.no_grad():
        seconds = interleave(variants, ROUNDS, warmup=2, clock=time.process_time)
    for name in ways:
        seconds[name] = [each / OFTEN for each in seconds[name]]
    report.measured(costs.OF_GATES, seconds)


def gates(a: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    """What an LSTM does to one symbol after its product: the new c and h."""
    g, i, f, o = a.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return c, torch.sigmoid(o) * torch.tanh(c)


def often(go: Callable[..., object], *given: Tensor) -> None:
    for _ in range(OFTEN):
        go(*given)


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()  # as the book's trainings do
    report = Report("step")
    gates_bench(report)
    update_bench(report)
    doubling_bench(report)
    widths_bench(report)
    report.save()
