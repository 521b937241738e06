"""The page "What it costs": how the time of a training step grows, the floor under it,
and three things that can cost more than the network.

The floor of the usual algorithm is its recurrent products and nothing else: for each
symbol one forward and two backward, at the same sizes, by the library of the rivals.
"""

import dataclasses
from collections.abc import Callable

import torch
from bench_palindromes import batches, steps
from torch import Tensor
from torch.nn import functional as F

from seqgraph.graphs.sparse import csr, drop
from seqgraph.lab.benchmarks import Report
from seqgraph.lab.timing import interleave
from seqgraph.recurrent.experiment import Palindromes

ROUNDS, SETTLE = 4, 10
GROWTH = {"length": (4, 10, 20, 40), "batch": (64, 256, 1024), "hidden": (64, 256, 512)}


def products(config: Palindromes) -> Callable[[Tensor, Tensor], None]:
    """W h⁻ of the LSTM, and on the way back Wᵀ δ and δ h⁻ᵀ, for every symbol."""
    h = torch.randn(config.batch, config.hidden)
    W, delta = torch.randn(4 * config.hidden, config.hidden), None

    def step(x: Tensor, y: Tensor) -> None:
        nonlocal delta
        for _ in range(x.shape[1]):
            a = h @ W.T
            delta = a if delta is None else delta
            delta @ W
            delta.T @ h

    return step


def growth_bench(report: Report) -> None:
    """One setting at a time, around the course's at T = 10."""
    for name, values in GROWTH.items():
        for value in values:
            config = dataclasses.replace(Palindromes(), **{name: value})
            every = steps(config)
            for batch in batches(config, SETTLE, seed=1):
                every["by hand"](*batch)
            variants = {
                "nn.LSTM": every["nn.LSTM"],
                "the products alone": products(config),
                "by hand": every["by hand"],
            }

            def over(step, config=config):
                turns = iter(batches(config, 1 + ROUNDS))
                return lambda: step(*next(turns))

            seconds = interleave(
                {variant: over(step) for variant, step in variants.items()}, ROUNDS
            )
            for rival in ("nn.LSTM", "the products alone"):
                report.claim(f"lstm step, {name} = {value}", seconds, rival, "by hand")


def threads_bench(report: Report) -> None:
    """Each operation waits for its slowest thread, thousands of times a step."""
    config = Palindromes()
    step = steps(config)["nn.LSTM"]
    [batch] = batches(config, 1)

    def on(threads: int) -> None:
        torch.set_num_threads(threads)
        step(*batch)
        torch.set_num_threads(1)

    variants = {"two threads": lambda: on(2), "one thread": lambda: on(1)}
    seconds = interleave(variants, rounds=7)
    report.claim("nn.LSTM step", seconds, "two threads", "one thread")


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
    report = Report("costs")
    growth_bench(report)
    threads_bench(report)
    denormals_bench(report)
    dropout_bench(report)
    report.save()
