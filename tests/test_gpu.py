"""What only a machine with a GPU can show: a run made on a CPU replays there."""

import pytest
import torch

from seqgraph.machine import capture, devices
from seqgraph.recurrent.classifier import CELLS
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs import single
from seqgraph.runs.replay import replay_run

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU"),
]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cpu_record_replays_on_the_gpu(cell):
    small = Palindromes(cell=cell, length=4, hidden=32, batch=64, steps=20)
    _, record = single.train(small, "cpu")
    found = replay_run(record, "cuda")
    assert found.tolerance == 1e-3
    assert found.agrees


@pytest.mark.parametrize("graphs", ["0", "1"])
@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_updates_follow_the_cpus_for_a_hundred(cell, graphs, monkeypatch):
    """Captured or not; within what float32 rounding grows to in a hundred updates."""
    monkeypatch.setenv(capture.SWITCH, graphs)
    config = Palindromes(cell=cell, length=4, hidden=32, batch=64, steps=100)

    def losses(name):
        device = torch.device(name)
        model = config.model().to(device)
        return [row["loss"] for row in config.train(model, device)]

    with devices.one_thread():
        assert losses("cuda") == pytest.approx(losses("cpu"), rel=1e-3)
