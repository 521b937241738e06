"""Two odd values in the figures of *What training costs*, measured again by themselves.

One multiply-add for each number takes longer than eight: is it the writing? A sweep
writes to another array, overwrites what it reads, or stays in the processor's cache.
This needs a C++ compiler. And from one sequence to two a step grows more than from two
to four: is it the product?
"""

import functools
import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch._inductor import config as inductor

from seqgraph.machine import devices
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.recurrent import costs
from seqgraph.recurrent.experiment import Palindromes

ROUNDS, CACHED = 21, 2**14


def sweep(count: int, numbers: Tensor, out: Tensor) -> None:
    y = numbers
    for _ in range(count):
        y = torch.add(numbers, y, alpha=0.5)
    out.copy_(y)


def overwriting_bench(report: Report) -> None:
    numbers, other = torch.rand(costs.NUMBERS), torch.empty(costs.NUMBERS)
    few, few_others = torch.rand(CACHED), torch.empty(CACHED)
    zeros = torch.zeros(costs.NUMBERS)  # which stay so, however often they are changed
    given = {
        costs.APART: (1, numbers, other),
        costs.WITHIN: (1, zeros, zeros),
        costs.CACHED: (costs.NUMBERS // CACHED, few, few_others),
    }
    variants = {}
    for place, arrays in given.items():
        for count in (1, costs.EIGHT):
            go = torch.compile(functools.partial(sweep, count), dynamic=False)
            name = costs.writing(place, count)
            variants[name] = functools.partial(often, go, *arrays)
    report.measured(
        costs.OVERWRITING,
        interleave(variants, ROUNDS, warmup=2, clock=time.process_time),
    )


def product_bench(report: Report) -> None:
    units = Palindromes().hidden
    W = torch.randn(4 * units, units)
    variants = {}
    for batch in costs.FIRST_BATCHES:
        h, out = torch.randn(batch, units), torch.empty(batch, len(W))
        variants[str(batch)] = functools.partial(products, h, W, out)
    seconds = interleave(variants, ROUNDS, clock=time.process_time)
    report.measured(costs.SMALL_PRODUCTS, seconds)


def products(h: Tensor, W: Tensor, out: Tensor) -> None:
    for _ in range(100):
        torch.mm(h, W.T, out=out)


def often(go: Callable[..., None], times: int, numbers: Tensor, out: Tensor) -> None:
    for _ in range(times):
        go(numbers, out)


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()
    inductor.compile_threads = 1  # no processes that outlive the compilation
    report = Report("oddities")
    overwriting_bench(report)
    product_bench(report)
    report.save()
