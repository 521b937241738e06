"""Question 1.3: the batch generator, and a training step with shared prefixes.

The rivals: a generator that builds one string at a time, as one would first write it;
the plain loop over time; ``torch.nn.LSTM`` with the same sizes.
"""

import random

import torch
from torch import nn
from torch.nn import functional as F

from seqgraph.lab.timing import interleave, ratio
from seqgraph.recurrent import palindromes
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.unrolling import unroll


def one_at_a_time(length: int, batch: int) -> torch.Tensor:
    """A batch of sequences, each built as a string."""
    rows = []
    for _ in range(batch):
        half = "".join(f"{random.randrange(9):b}" for _ in range(length // 2))
        half = half[::-1] if random.random() < 0.5 else half
        symbols = [int(digit) + 1 for digit in half + half[::-1]]
        rows.append([0] * (4 * length + 2 - len(symbols)) + symbols)
    return torch.tensor(rows)


def generator_bench() -> None:
    source = torch.Generator().manual_seed(0)
    seconds = interleave(
        {
            "one string at a time": lambda: one_at_a_time(10, 256),
            "vectorised": lambda: palindromes.draw(10, 256, source),
        },
        rounds=51,
    )
    print("palindrome batch:", ratio(seconds, "one string at a time", "vectorised"))


def step_bench(length: int) -> None:
    model = Palindromes(length=length).model()
    cell, theirs = model.cell, nn.LSTM(64, 256, batch_first=True)
    x, y = palindromes.draw(length, 256, torch.Generator().manual_seed(0))

    def finish(h: torch.Tensor) -> None:
        F.cross_entropy(h @ model.weight_ph.T + model.bias_p, y).backward()

    seconds = interleave(
        {
            "nn.LSTM": lambda: finish(theirs(model.embedding[x])[0][:, -1]),
            "the plain loop": lambda: finish(
                unroll(cell, cell.project(model.embedding[x]).unbind(1))[0][-1]
            ),
            "shared prefixes": lambda: F.cross_entropy(model(x), y).backward(),
        },
        rounds=7,
    )
    for rival in ("nn.LSTM", "the plain loop"):
        print(f"LSTM step, T = {length}:", ratio(seconds, rival, "shared prefixes"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    generator_bench()
    step_bench(10)
    step_bench(20)
