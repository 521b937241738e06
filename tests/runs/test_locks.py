"""Locks: one holder at a time, a dead one's is broken; sweeps share work by them."""

import json
import os
import platform
import subprocess
import threading
import time

import pytest

from seqgraph.runs import locks, records, single, store, sweeps
from seqgraph.runs.locks import STALE, Locks, is_stale

from .toy import Toy


@pytest.fixture
def file(tmp_path):
    return tmp_path / "run.lock"


def test_only_one_holds_a_lock_and_all_can_have_it_in_turn(file):
    with Locks() as one, Locks() as other:
        assert one.take(file)
        assert not other.take(file)
        one.release(file)
        assert other.take(file)
    assert not file.exists()


def held_by(file, host, process, age=0.0):
    file.write_text(json.dumps({"host": host, "process": process}))
    then = time.time() - age
    os.utime(file, (then, then))


def dead_process():
    child = subprocess.Popen(["true"])
    child.wait()
    return child.pid


@pytest.mark.parametrize(
    ("host", "process", "age", "stale"),
    [
        (platform.node(), "mine", 0, False),
        (platform.node(), "dead", 0, True),
        ("elsewhere", "dead", 0, False),  # which cannot be known from here
        ("elsewhere", "dead", STALE + 5, True),
        (platform.node(), "mine", STALE + 5, True),  # its heart has stopped
    ],
)
def test_a_lock_is_broken_where_its_holder_is_gone(file, host, process, age, stale):
    held_by(file, host, os.getpid() if process == "mine" else dead_process(), age)
    assert is_stale(file) == stale
    with Locks() as mine:
        assert mine.take(file) == stale


@pytest.mark.parametrize("content", ["", "{", "[]", '{"host": 3}'])
def test_a_lock_that_was_cut_short_is_broken_when_it_is_old(file, content):
    file.write_text(content)
    assert not is_stale(file)
    os.utime(file, (0, 0))
    assert is_stale(file)


def test_of_many_who_break_a_lock_one_has_it(file):
    held_by(file, platform.node(), dead_process())
    barrier, took = threading.Barrier(8), []

    def take():
        barrier.wait()
        took.append(Locks().take(file))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert took.count(True) == 1


def test_a_held_lock_has_a_heartbeat(file, monkeypatch):
    monkeypatch.setattr(locks, "BEAT", 0.01)
    with Locks() as mine:
        mine.take(file)
        os.utime(file, (0, 0))
        deadline = time.monotonic() + 20
        while file.stat().st_mtime == 0:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_two_sweeps_on_one_store_train_each_run_once(runs, monkeypatch):
    """Both in this process, each on a thread: neither trains what the other does, and
    both return when all is recorded."""
    trained, right = [], single.train

    def train(config, *rest):
        trained.append(config)
        time.sleep(0.05)
        return right(config, *rest)

    monkeypatch.setattr(single, "train", train)
    configs, found = sweeps.grid(Toy(), seed=range(6)), []
    threads = [
        threading.Thread(
            target=lambda order: found.append(len(sweeps.run(order, jobs=1))),
            args=[order],
        )
        for order in (configs, configs[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [6, 6]
    assert sorted(config.seed for config in trained) == list(range(6))
    assert all(records.load(config) for config in configs)
    assert not list(runs.rglob("*.lock"))


def test_a_sweep_waits_for_a_run_that_another_trains(runs):
    config = Toy(seed=4)
    store.ensure_writable([config])
    _, record = single.train(config)
    other = Locks()
    other.take(store.path(config, ".lock"))

    def finish():
        records.save(record)
        other.release(store.path(config, ".lock"))

    threading.Timer(0.2, finish).start()
    assert sweeps.run([config]) == [records.load(config)]
    assert records.load(config).provenance == record.provenance  # theirs, not a second
