"""Questions 1.3 and 1.4: the batch generator, and a training step: loss and gradients.

The rivals: a generator that builds one string at a time, as one would first write it;
the plain loop over time with autograd; ``torch.nn.LSTM`` with the same sizes, padded,
packed, and a few lengths at a time (``lengths``).

Ours has three reasons to be faster, and each is left out once: with prefixes not
shared, with the way back by autograd, and with products and tanh of the library that
was not chosen here. Below the LSTM lie two floors, its recurrent products
and nothing else: those of the usual algorithm, by ``@``, and those that are left when
prefixes are shared, by ours. Every round takes a fresh batch, as training does. oneDNN
makes a kernel for each shape it meets, so what meets many first takes ``SETTLE``
batches that do not count.

All of it keeps the memory that it frees, as the book's trainings do; ``kept_bench``
says what that is worth. Seconds are CPU time: what other programs take of the core is
not in them.
"""

import functools
import multiprocessing
import random
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seqgraph.machine import devices
from seqgraph.machine.libraries import Libraries, chosen, using
from seqgraph.machine.products import product
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.recurrent import costs, lengths, palindromes
from seqgraph.recurrent.backward import last_output
from seqgraph.recurrent.costs import (
    AUTOGRAD,
    BY_HAND,
    BY_LENGTH,
    FLOOR,
    LIBRARY,
    NOT_SHARED,
    OTHER_LIBRARY,
    OUR_FLOOR,
    PACKED,
    PLAIN,
    given_back,
)
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.prefixes import Prefixes
from seqgraph.recurrent.unrolling import unroll, unroll_prefixes

SETTLE = 12
MANY_SHAPES = BY_HAND, OTHER_LIBRARY, BY_LENGTH
ROUNDS = {10: 9, 20: 7}
Step = Callable[[Tensor, Tensor], None]


def one_at_a_time(length: int, batch: int) -> Tensor:
    """A batch of sequences, each built as a string."""
    rows = []
    for _ in range(batch):
        half = "".join(f"{random.randrange(9):b}" for _ in range(length // 2))
        half = half[::-1] if random.random() < 0.5 else half
        symbols = [int(digit) + 1 for digit in half + half[::-1]]
        rows.append([0] * (4 * length + 2 - len(symbols)) + symbols)
    return torch.tensor(rows)


def generator_bench(report: Report) -> None:
    source = torch.Generator().manual_seed(0)
    seconds = interleave(
        {
            "one string at a time": lambda: one_at_a_time(10, 256),
            "vectorised": lambda: palindromes.draw(10, 256, source),
        },
        rounds=51,
        clock=time.process_time,
    )
    report.claim("palindrome batch", seconds, "one string at a time", "vectorised")


def steps(config: Palindromes) -> dict[str, Step]:
    """A training step of each variant, from a batch to gradients."""
    model = config.model()
    cell = model.cell
    theirs = nn.LSTM(model.embedding.shape[1], cell.hidden, batch_first=True)

    def finish(h: Tensor, y: Tensor) -> None:
        F.cross_entropy(h @ model.weight_ph.T + model.bias_p, y).backward()

    def by_hand(x: Tensor, y: Tensor, plan=Prefixes.shared) -> None:
        finish(last_output(cell, cell.project(model.embedding), plan(x)), y)

    def nn_lstm(way: Callable[..., Tensor], x: Tensor, y: Tensor) -> None:
        finish(way(theirs, model.embedding, x), y)

    def plain_loop(x: Tensor, y: Tensor) -> None:
        # Each W h as ``@`` computes it.
        with using(Libraries()):
            a = F.embedding(x, cell.project(model.embedding))
            finish(unroll(cell, a.unbind(1))[0][-1], y)

    def by_autograd(x: Tensor, y: Tensor) -> None:
        table = cell.project(model.embedding)
        finish(unroll_prefixes(cell, table, Prefixes.shared(x)), y)

    def other_library(x: Tensor, y: Tensor) -> None:
        now = chosen()
        with using(Libraries(not now.onednn, not now.by_sigmoid)):
            by_hand(x, y)

    return {
        LIBRARY: functools.partial(nn_lstm, lengths.padded),
        PACKED: functools.partial(nn_lstm, lengths.packed),
        BY_LENGTH: functools.partial(nn_lstm, lengths.by_length),
        PLAIN: plain_loop,
        BY_HAND: by_hand,
        NOT_SHARED: lambda x, y: by_hand(x, y, Prefixes.apart),
        OTHER_LIBRARY: other_library,
        AUTOGRAD: by_autograd,
    }


def floors(config: Palindromes) -> dict[str, Step]:
    """Of each symbol, or each shared step: W h⁻ of the LSTM, and on the way back
    Wᵀ δ and δ h⁻ᵀ, the last one for all steps at once where they are shared."""
    W = torch.randn(4 * config.hidden, config.hidden)
    by_columns = W.T.contiguous().T
    rows = config.batch * (4 * config.length + 1)
    h, delta = torch.randn(rows, config.hidden), torch.randn(rows, len(W))

    def usual(x: Tensor, y: Tensor) -> None:
        now, back = h[: len(x)], delta[: len(x)]
        for _ in range(x.shape[1]):
            now @ W.T
            back @ W
            back.T @ now

    def shared(x: Tensor, y: Tensor) -> None:
        plan = Prefixes.shared(x)
        for step in plan.steps:
            product(h[step.rows], by_columns)
            product(delta[step.rows], W.T)
        product(h[: plan.count].T, delta[: plan.count].T)

    return {FLOOR: usual, OUR_FLOOR: shared}


def over(step: Step, given: list[tuple[Tensor, Tensor]]) -> Callable[[], None]:
    """The step with the next of the given batches each time."""
    turns = iter(given)
    return lambda: step(*next(turns))


def settle(step: Step, config: Palindromes, count: int = SETTLE) -> None:
    for batch in batches(config, count, seed=1):
        step(*batch)


def batches(
    config: Palindromes, count: int, seed: int = 0
) -> list[tuple[Tensor, Tensor]]:
    source = torch.Generator().manual_seed(seed)
    return [palindromes.draw(config.length, config.batch, source) for _ in range(count)]


def step_bench(report: Report, name: str, length: int) -> None:
    """Each rival against ours, then what ours is without one of its three reasons."""
    config = Palindromes(cell=name, length=length)
    variants = steps(config)
    if name == "lstm":
        variants |= floors(config)
        first, *others = LIBRARY, PACKED, BY_LENGTH, PLAIN, FLOOR, OUR_FLOOR
    else:
        first, *others = (PLAIN,)
    ours = BY_HAND, NOT_SHARED, OTHER_LIBRARY, AUTOGRAD
    given = batches(config, 1 + ROUNDS[length])
    measured = {}
    for variant in (first, *others, *ours):
        if variant in MANY_SHAPES:
            settle(variants[variant], config)
        measured[variant] = over(variants[variant], given)
    seconds = interleave(measured, ROUNDS[length], clock=time.process_time)
    what = costs.step(name, length)
    for rival in (first, *others):
        report.claim(what, seconds, rival, BY_HAND)
    for variant in ours[1:]:
        report.claim(what, seconds, first, variant)


def peak(length: int, variant: str) -> float:
    """MiB by which three steps raise the largest resident memory of a fresh process."""
    torch.set_num_threads(1)
    config = Palindromes(length=length)
    step = steps(config)[variant]
    given = batches(config, 3)
    before = resident()
    for batch in given:
        step(*batch)
    return resident() - before


def resident() -> float:
    """The largest resident memory of this process so far, in MiB, as Linux keeps it."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


ready: dict[str, Callable[[], None]] = {}  # in a process of kept_bench


def prepare(length: int, keep: bool) -> None:
    torch.set_num_threads(1)
    if keep:
        devices.keep_memory()
    config = Palindromes(length=length)
    given = batches(config, 1 + ROUNDS[length])
    for variant in (LIBRARY, BY_HAND):
        step = steps(config)[variant]
        settle(step, config, SETTLE if variant in MANY_SHAPES else 1)
        ready[variant] = over(step, given)


def go(variant: str) -> None:
    ready[variant]()


def kept_bench(report: Report, length: int) -> None:
    """What it costs that freed memory goes back to the system: side by side, a process
    that keeps it and one that does not."""
    spawn = multiprocessing.get_context("spawn")
    with (
        spawn.Pool(1, prepare, (length, False)) as gives,
        spawn.Pool(1, prepare, (length, True)) as keeps,
    ):
        seconds = interleave(
            {
                name: functools.partial(pool.apply, go, (variant,))
                for variant in (LIBRARY, BY_HAND)
                for pool, name in ((gives, given_back(variant)), (keeps, variant))
            },
            rounds=ROUNDS[length],
            clock=lambda: sum(pool.apply(time.process_time) for pool in (gives, keeps)),
        )
    what = costs.in_two_processes(length)
    for variant in (LIBRARY, BY_HAND):
        report.claim(what, seconds, given_back(variant), variant)
    report.claim(what, seconds, LIBRARY, BY_HAND)


def memory_bench(report: Report, length: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    mebibytes = {}
    for variant in (LIBRARY, PACKED, BY_LENGTH, BY_HAND):
        with spawn.Pool(1) as fresh:
            mebibytes[variant] = [fresh.apply(peak, (length, variant))]
    what = costs.peak_memory(length)
    for rival in (LIBRARY, PACKED, BY_LENGTH):
        report.claim(what, mebibytes, rival, BY_HAND, unit="MiB")


if __name__ == "__main__":
    torch.set_num_threads(1)
    devices.keep_memory()
    report = Report("palindromes")
    generator_bench(report)
    for length in ROUNDS:
        step_bench(report, "lstm", length)
        step_bench(report, "peephole", length)
        kept_bench(report, length)
        if Path("/proc/self/status").exists():
            memory_bench(report, length)
    report.save()
