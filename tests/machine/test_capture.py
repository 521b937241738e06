"""Updates captured in a CUDA graph, as far as a machine without a GPU can tell."""

import contextlib

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from seqgraph.machine import capture
from seqgraph.machine.capture import EAGER, SWITCH, Captured, as_asked
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.recurrent.prefixes import Prefixes

CPU, CUDA = torch.device("cpu"), torch.device("cuda")


@pytest.mark.parametrize(
    ("switch", "device", "captured"),
    [
        (None, CUDA, False),
        ("0", CUDA, False),
        ("1", CUDA, True),
        ("1", CPU, False),
        (None, CPU, False),
    ],
)
def test_an_update_is_captured_on_a_gpu_and_where_that_is_asked_for(
    switch, device, captured, monkeypatch
):
    if switch is None:
        monkeypatch.delenv(SWITCH, raising=False)
    else:
        monkeypatch.setenv(SWITCH, switch)
    monkeypatch.setattr(capture, "Captured", lambda update: ("captured", update))

    def update():
        return {}

    expected = ("captured", update) if captured else update
    assert as_asked(update, device) == expected


class Graph(TorchDispatchMode):
    """What a CUDA graph does, on a CPU: writes the operations down with the tensors
    they read and write, and repeats them. Memory is as it was before the capture, as
    a capture computes nothing."""

    def __init__(self, *state):
        super().__init__()
        self.operations, self.state = [], state

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = operation(*args, **kwargs)
        self.operations.append((operation, args, kwargs, result))
        return result

    @contextlib.contextmanager
    def capturing(self):
        tensors = [tensor for get in self.state for tensor in get()]
        before = [tensor.detach().clone() for tensor in tensors]
        with self:
            yield
        with torch.no_grad():
            for tensor, value in zip(tensors, before, strict=True):
                tensor.copy_(value)

    def replay(self):
        with torch.no_grad():
            for operation, args, kwargs, result in self.operations:
                again = operation(*args, **kwargs)
                schema = operation._schema.returns
                if schema and not any(each.alias_info for each in schema):
                    olds = result if isinstance(result, tuple | list) else [result]
                    news = again if isinstance(again, tuple | list) else [again]
                    for old, new in zip(olds, news, strict=True):
                        if isinstance(old, torch.Tensor):
                            old.copy_(new)


class Stream:
    def wait_stream(self, other):
        pass


@pytest.fixture
def fake_cuda(monkeypatch):
    """CUDA's graphs and streams for updates on a CPU; takes what gives the tensors
    that an update changes."""
    state = []
    monkeypatch.setattr(torch.cuda, "Stream", Stream)
    monkeypatch.setattr(torch.cuda, "current_stream", Stream)
    monkeypatch.setattr(torch.cuda, "stream", lambda _: contextlib.nullcontext())
    monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: Graph(*state))
    monkeypatch.setattr(torch.cuda, "graph", lambda graph, stream: graph.capturing())
    return state


def test_all_updates_after_the_first_are_one_capture_replayed(fake_cuda):
    total = torch.zeros(3)
    fake_cuda.append(lambda: [total])
    calls = []

    def update(x):
        calls.append(x)
        total.add_(x)
        return {"loss": total.sum()}

    captured = Captured(update)
    losses = [captured(torch.full((3,), k))["loss"].item() for k in range(10)]
    assert losses == [3.0 * sum(range(k + 1)) for k in range(10)]
    assert len(calls) == EAGER + 1


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_captured_training_is_the_plain_one(cell, fake_cuda, monkeypatch):
    """Nothing that an update does from one time to the next is left to Python."""
    config = Palindromes(cell=cell, length=2, hidden=8, batch=16, lr=1e-2, steps=12)
    # As on a GPU, where the symbols' prefixes are not counted.
    monkeypatch.setattr(Prefixes, "shared", Prefixes.apart)
    plain = [row["loss"] for row in config.train(config.model(), CPU)]

    monkeypatch.setattr(capture, "as_asked", lambda update, _: Captured(update))
    adam = torch.optim.Adam

    def noted(parameters, **settings):
        optimizer = adam(parameters, **settings)
        (group,) = optimizer.param_groups
        fake_cuda.append(
            lambda: [
                *group["params"],
                *(v for each in optimizer.state.values() for v in each.values()),
            ]
        )
        return optimizer

    monkeypatch.setattr(torch.optim, "Adam", noted)
    again = [row["loss"] for row in config.train(config.model(), CPU)]
    assert again == pytest.approx(plain, rel=1e-6)
    assert plain[-1] != pytest.approx(plain[EAGER], rel=1e-3)
