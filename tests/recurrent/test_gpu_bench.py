"""The benchmark that only a GPU can run: here, that its rivals compute the same."""

import importlib.util
import itertools
from pathlib import Path

import pytest
import torch

from seqgraph.recurrent.experiment import Palindromes

FILE = Path(__file__).parents[2] / "benchmarks" / "bench_gpu.py"


@pytest.mark.parametrize(
    ("cell", "rivals"),
    [
        ("lstm", {"by hand", "nn.LSTM", "the plain loop"}),
        ("peephole", {"by hand", "the plain loop"}),
    ],
)
def test_rivals_on_the_gpu_are_the_same_training(cell, rivals):
    spec = importlib.util.spec_from_file_location("bench_gpu", FILE)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    config = Palindromes(cell=cell, length=2, hidden=16, batch=32, lr=1e-2, steps=9)
    losses = {
        name: [row["loss"] for row in itertools.islice(loop, 8)]
        for name, loop in bench.trainings(config, torch.device("cpu")).items()
    }
    captured = {f"{name}, captured" for name in rivals - {"the plain loop"}}
    assert losses.keys() == rivals | captured
    ours = losses.pop("by hand")
    for theirs in losses.values():
        assert theirs == pytest.approx(ours, rel=1e-4)
