"""The choice between libraries: the faster one wins, and is kept for a day."""

import datetime
import json
import os
import subprocess
import sys
import time

import pytest
import torch

from seqgraph.machine import libraries
from seqgraph.machine.libraries import Libraries, measured, settle, using

A, B = torch.ones(8, 4), torch.ones(6, 4)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, and a process that has not chosen."""
    monkeypatch.setattr(libraries.places, "cached", lambda: tmp_path)
    with using(None):
        yield tmp_path


def timed(monkeypatch, own=1.0, onednn=1.0, tanh=1.0, by_sigmoid=1.0):
    """The seconds that a measurement finds, in its order."""
    found = [own, tanh, by_sigmoid, onednn]
    monkeypatch.setattr(libraries, "_fastest", lambda ways: found[: len(ways)])
    monkeypatch.setattr(libraries, "has_onednn_product", lambda: True)


def test_the_slower_of_each_pair_loses(monkeypatch):
    """With a product, and a tanh, that really take longer."""

    def late(way):
        def slow(*given, **named):
            time.sleep(0.002)
            return way(*given, **named)

        return slow

    if libraries.has_onednn_product():
        with monkeypatch.context() as patch:
            patch.setattr(libraries, "onednn_product", late(libraries.onednn_product))
            assert not measured(A, B, Libraries(onednn=True)).onednn
    with monkeypatch.context() as patch:
        patch.setattr(libraries, "tanh_by_sigmoid", late(libraries.tanh_by_sigmoid))
        assert not measured(A, B, Libraries(by_sigmoid=True)).by_sigmoid
    with monkeypatch.context() as patch:
        patch.setattr(torch, "tanh", late(torch.tanh))
        assert measured(A, B, Libraries()).by_sigmoid


@pytest.mark.parametrize("present", [False, True])
@pytest.mark.parametrize(
    ("seconds", "taken"), [(0.5, True), (0.97, None), (1.03, None), (2.0, False)]
)
def test_the_present_one_stays_where_the_other_gains_little(
    monkeypatch, present, seconds, taken
):
    timed(monkeypatch, onednn=seconds, by_sigmoid=seconds)
    expected = present if taken is None else taken
    assert measured(A, B, Libraries(present, present)) == Libraries(expected, expected)


def test_without_onednn_pytorch_multiplies(monkeypatch):
    monkeypatch.setattr(libraries, "has_onednn_product", lambda: False)
    assert not measured(A, B, Libraries(onednn=True)).onednn


def test_a_measurement_keeps_to_its_budget():
    a, b = torch.ones(128, 256), torch.ones(1024, 256)
    measured(a, b, Libraries())  # libraries start up once
    began = time.process_time()
    measured(a, b, Libraries())
    assert time.process_time() - began < 2 * libraries.BUDGET


def test_a_process_measures_once(cache, monkeypatch):
    timed(monkeypatch, onednn=0.5)
    assert settle(A, B) == Libraries(onednn=True)
    timed(monkeypatch, onednn=2)
    assert settle(A, B) == Libraries(onednn=True) == libraries.chosen()


def test_other_processes_take_what_the_first_one_found(cache, monkeypatch):
    timed(monkeypatch, onednn=0.5)
    first = settle(A, B)

    def never(*given):
        raise AssertionError("measured again")

    monkeypatch.setattr(libraries, "_fastest", never)
    with using(None):
        assert settle(A, B) == first
    with using(None), pytest.raises(AssertionError, match="measured again"):
        settle(A, torch.ones(600, 4))  # at other sizes


def test_of_two_that_measure_at_once_the_first_to_write_decides(cache, monkeypatch):
    timed(monkeypatch, onednn=0.5)

    def meanwhile(ways):
        with using(None):
            monkeypatch.setattr(libraries, "_fastest", lambda ways: [1, 1, 1, 0.5])
            settle(A, B)
        return [1, 1, 1, 2]

    monkeypatch.setattr(libraries, "_fastest", meanwhile)
    assert settle(A, B) == Libraries(onednn=True)
    assert len(list(cache.rglob("*.*"))) == 1  # nothing half written is left


def test_after_a_day_it_is_measured_anew_and_the_old_choice_favoured(
    cache, monkeypatch
):
    timed(monkeypatch, onednn=0.5)
    settle(A, B)
    (file,) = cache.rglob("*.json")
    yesterday = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)
    file.rename(file.with_stem(yesterday.isoformat()))
    timed(monkeypatch, onednn=1.02)
    with using(None):
        assert settle(A, B).onednn
    (kept,) = cache.rglob("*.json")
    assert kept.stem > yesterday.isoformat()


@pytest.mark.parametrize("content", ["", "[]", '{"onednn": ', '{"mkl": true}'])
def test_what_cannot_be_read_is_measured_anew(cache, monkeypatch, content):
    timed(monkeypatch, onednn=0.5)
    settle(A, B)
    (file,) = cache.rglob("*.json")
    file.write_text(content)
    timed(monkeypatch, onednn=2)
    with using(None):
        assert settle(A, B) == Libraries()


def test_where_nothing_can_be_written_it_is_measured_all_the_same(
    cache, monkeypatch, tmp_path
):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(libraries.places, "cached", lambda: blocked)
    timed(monkeypatch, onednn=0.5)
    assert settle(A, B).onednn


def test_workers_of_a_sweep_agree(tmp_path):
    """Two processes at once, on a cache that is empty."""
    code = (
        "import torch; from seqgraph.machine import libraries; "
        "torch.set_num_threads(1); "
        "print(libraries.settle(torch.ones(64, 96), torch.ones(384, 96)))"
    )
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    workers = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
        for _ in range(2)
    ]
    said = {worker.communicate()[0] for worker in workers}
    assert len(said) == 1
    (file,) = tmp_path.rglob("*.json")
    assert said == {f"{Libraries(**json.loads(file.read_text()))}\n".encode()}
