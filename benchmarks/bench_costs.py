"""The page "What it costs": how the time of a training step and the floors under it
grow, and three things that can cost more than the network."""

import dataclasses
import time

import torch
from bench_palindromes import batches, floors, over, settle, steps
from torch.nn import functional as F

from seqgraph.graphs.sparse import csr, drop
from seqgraph.machine import devices
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.recurrent import costs
from seqgraph.recurrent.costs import BY_HAND, FLOOR, GROWTH, LIBRARY, OUR_FLOOR
from seqgraph.recurrent.experiment import Palindromes

ROUNDS, SETTLE = 5, 10


def growth_bench(report: Report) -> None:
    """One setting at a time, around the course's at T = 10; a round measures all of
    them, so that growth is a ratio within a round."""
    sizes = {costs.COURSE: Palindromes()} | {
        costs.resized(name, value): dataclasses.replace(Palindromes(), **{name: value})
        for name, values in GROWTH.items()
        for value in values
    }
    variants = {}
    for size, config in sizes.items():
        every = steps(config) | floors(config)
        settle(every[BY_HAND], config, SETTLE)
        given = batches(config, 1 + ROUNDS)
        for way in (LIBRARY, FLOOR, OUR_FLOOR, BY_HAND):
            variants[size, way] = over(every[way], given)
    seconds = interleave(variants, ROUNDS, clock=time.process_time)
    for size in sizes:
        each = {way: values for (of, way), values in seconds.items() if of == size}
        for rival in (LIBRARY, FLOOR, OUR_FLOOR):
            report.claim(size, each, rival, BY_HAND)


def threads_bench(report: Report) -> None:
    """Each operation waits for its slowest thread, hundreds of times a step."""
    config = Palindromes()
    every = steps(config)
    [batch] = batches(config, 1)

    def on(threads: int, way: str) -> None:
        torch.set_num_threads(threads)
        every[way](*batch)
        torch.set_num_threads(1)

    variants = {
        "two threads": lambda: on(2, LIBRARY),
        "one thread": lambda: on(1, LIBRARY),
        BY_HAND: lambda: on(2, BY_HAND),
    }
    seconds = interleave(variants, rounds=7)
    report.claim("nn.LSTM step", seconds, "two threads", "one thread")
    seconds[LIBRARY] = seconds["two threads"]
    report.claim("lstm step on two threads", seconds, LIBRARY, BY_HAND)


def denormals_bench(report: Report) -> None:
    """Numbers below 1.2e-38, as a fading gradient comes to, are multiplied slowly."""
    by = torch.full((256, 1024), 0.5)
    tiny, usual = torch.full_like(by, 1e-39), torch.full_like(by, 1e-3)
    seconds = interleave(
        {
            "denormals": lambda: [tiny * by for _ in range(20)],
            "usual numbers": lambda: [usual * by for _ in range(20)],
        },
        rounds=11,
    )
    report.claim("products of numbers", seconds, "denormals", "usual numbers")


def tanh_bench(report: Report) -> None:
    """The candidates of a batch: by PyTorch's tanh, and by its σ."""
    z = torch.randn(256, 256)
    seconds = interleave(
        {
            "torch.tanh": lambda: [z.tanh() for _ in range(20)],
            "2 σ(2z) - 1": lambda: [
                (2 * z).sigmoid_().mul_(2).sub_(1) for _ in range(20)
            ],
        },
        rounds=11,
    )
    report.claim("tanh", seconds, "torch.tanh", "2 σ(2z) - 1")


def dropout_bench(report: Report) -> None:
    """A matrix with the shape and the number of non-zeros of Cora's features."""
    places = torch.randperm(2708 * 1433)[:49_216].sort().values
    x = csr(places // 1433, places % 1433, torch.rand(len(places)), (2708, 1433))
    dense = x.to_dense()
    seconds = interleave(
        {
            "on all": lambda: F.dropout(dense, 0.5),
            "among the non-zeros": lambda: drop(x, 0.5, training=True),
        },
        rounds=21,
    )
    report.claim("dropout", seconds, "on all", "among the non-zeros")


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()  # as the book's trainings do
    report = Report("costs")
    growth_bench(report)
    threads_bench(report)
    denormals_bench(report)
    tanh_bench(report)
    dropout_bench(report)
    report.save()
