"""Questions 1.3 and 1.4 on a GPU: an update, from a batch drawn on the CPU to the new
weights.

All variants go through the training loop of the book, launched kernel by kernel, as it
comes, and captured in a CUDA graph, as with ``SEQGRAPH_CUDA_GRAPHS=1``. The rivals:
cuDNN's ``nn.LSTM`` in its place, both ways too; and the plain loop over time with
autograd, not captured. float32 throughout, TF32 off.
"""

import copy
import itertools
import os
from collections.abc import Iterator
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seqgraph.machine import capture, devices
from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.recurrent.classifier import SequenceClassifier
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.unrolling import unroll
from seqgraph.runs import provenance

UPDATES, ROUNDS = 20, 9
OURS, CAPTURED = "by hand", ", captured"


class ByLibrary(nn.Module):
    """A classifier's weights, its cell an ``nn.LSTM``."""

    def __init__(self, ours: SequenceClassifier):
        super().__init__()
        self.embedding = nn.Parameter(ours.embedding.detach().clone())
        cell = ours.cell
        self.lstm = nn.LSTM(self.embedding.shape[1], cell.hidden, batch_first=True)
        self.output = nn.Linear(cell.hidden, len(ours.bias_p))
        with torch.no_grad():
            self.lstm.weight_ih_l0.copy_(cell.weight_ih)
            self.lstm.weight_hh_l0.copy_(cell.weight_hh)
            self.lstm.bias_ih_l0.copy_(cell.bias)
            self.lstm.bias_hh_l0.zero_()
            self.output.weight.copy_(ours.weight_ph)
            self.output.bias.copy_(ours.bias_p)
        # Ours has one bias instead of their sum.
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(self.lstm(F.embedding(x, self.embedding))[0][:, -1])


class PlainLoop(nn.Module):
    """A classifier, its cell stepped symbol by symbol under autograd."""

    def __init__(self, ours: SequenceClassifier):
        super().__init__()
        self.ours = ours

    def forward(self, x: Tensor) -> Tensor:
        cell = self.ours.cell
        a = F.embedding(x, cell.project(self.ours.embedding))
        h = unroll(cell, a.unbind(1))[0][-1]
        return h @ self.ours.weight_ph.T + self.ours.bias_p


def trainings(config: Palindromes, device: torch.device) -> dict[str, Iterator[dict]]:
    """The training of each variant, begun: all start from the same weights."""
    models = {OURS: config.model()}
    if config.cell == "lstm":
        models["nn.LSTM"] = ByLibrary(config.model())
    loops = {
        name + way: begun(config, copy.deepcopy(model), device, switch)
        for name, model in models.items()
        for way, switch in (("", "0"), (CAPTURED, "1"))
    }
    loops["the plain loop"] = begun(config, PlainLoop(config.model()), device, "0")
    return loops


def begun(
    config: Palindromes, model: nn.Module, device: torch.device, switch: str
) -> Iterator[dict]:
    """A training after its first update, which is what looks at the switch."""
    with mock.patch.dict(os.environ, {capture.SWITCH: switch}):
        loop = config.train(model.to(device), device)
        next(loop)
    return loop


def update_bench(report: Report, config: Palindromes, device: torch.device) -> None:
    loops = trainings(config, device)
    seconds = interleave(
        {
            name: lambda loop=loop: list(itertools.islice(loop, UPDATES))
            for name, loop in loops.items()
        },
        ROUNDS,
    )
    what = f"{UPDATES} {config.cell} updates on a GPU, T = {config.length}"
    ours = OURS, OURS + CAPTURED
    report.claim(what, seconds, *ours)
    for rival in loops:
        if rival not in ours:
            for variant in ours:
                report.claim(what, seconds, rival, variant)


if __name__ == "__main__":
    if torch.cuda.is_available():
        gpu = torch.device("cuda")
        report = Report("gpu", machine=provenance.gather(gpu))
        with devices.one_thread():
            for cell in ("lstm", "peephole"):
                for length in (10, 20):
                    update_bench(report, Palindromes(cell=cell, length=length), gpu)
        report.save()
    else:
        print("updates on a GPU: not measured, torch finds none")
