"""Questions 1.3 and 1.4: the batch generator, and a training step: loss and gradients.

The rivals: a generator that builds one string at a time, as one would first write it;
the plain loop over time with autograd; ``torch.nn.LSTM`` with the same sizes.

Ours has three reasons to be faster, and they are shown apart: with prefixes not shared,
and with its products left to the library that the rivals use. Every round takes a fresh
batch, as training does. oneDNN makes a kernel for each shape it meets, so ours first
takes ``SETTLE`` batches that do not count.
"""

import multiprocessing
import random
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seqgraph.lab.benchmarks import Report
from seqgraph.lab.timing import interleave
from seqgraph.recurrent import backward, palindromes
from seqgraph.recurrent.backward import last_output
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.prefixes import Prefixes
from seqgraph.recurrent.unrolling import unroll

SETTLE = 25
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

    def nn_lstm(x: Tensor, y: Tensor) -> None:
        finish(theirs(F.embedding(x, model.embedding))[0][:, -1], y)

    def plain_loop(x: Tensor, y: Tensor) -> None:
        a = F.embedding(x, cell.project(model.embedding))
        finish(unroll(cell, a.unbind(1))[0][-1], y)

    def without_onednn(x: Tensor, y: Tensor) -> None:
        with mock.patch.object(backward, "product", lambda a, b: a @ b.T):
            by_hand(x, y)

    return {
        "nn.LSTM": nn_lstm,
        "the plain loop": plain_loop,
        "by hand": by_hand,
        "by hand, prefixes apart": lambda x, y: by_hand(x, y, Prefixes.apart),
        "by hand, without oneDNN": without_onednn,
    }


def batches(
    config: Palindromes, count: int, seed: int = 0
) -> list[tuple[Tensor, Tensor]]:
    source = torch.Generator().manual_seed(seed)
    return [palindromes.draw(config.length, config.batch, source) for _ in range(count)]


def step_bench(report: Report, name: str, length: int, rivals: list[str]) -> None:
    config = Palindromes(cell=name, length=length)
    variants = steps(config)
    ours = [variant for variant in variants if variant.startswith("by hand")]
    for batch in batches(config, SETTLE, seed=1):
        variants["by hand"](*batch)

    def over(step: Step) -> Callable[[], None]:
        turns = iter(batches(config, 1 + ROUNDS[length]))
        return lambda: step(*next(turns))

    seconds = interleave(
        {variant: over(variants[variant]) for variant in (*rivals, *ours)},
        rounds=ROUNDS[length],
    )
    for rival in rivals:
        for variant in ours:
            report.claim(f"{name} step, T = {length}", seconds, rival, variant)


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
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def memory_bench(report: Report, length: int) -> None:
    spawn = multiprocessing.get_context("spawn")
    mebibytes = {}
    for variant in ("nn.LSTM", "by hand"):
        with spawn.Pool(1) as fresh:
            mebibytes[variant] = [fresh.apply(peak, (length, variant))]
    what = f"lstm step, T = {length}, peak memory"
    report.claim(what, mebibytes, "nn.LSTM", "by hand", unit="MiB")


if __name__ == "__main__":
    torch.set_num_threads(1)
    report = Report("palindromes")
    generator_bench(report)
    for length in ROUNDS:
        step_bench(report, "lstm", length, ["nn.LSTM", "the plain loop"])
        step_bench(report, "peephole", length, ["the plain loop"])
        if Path("/proc/self/status").exists():
            memory_bench(report, length)
    report.save()
