"""Sweeps: what is recorded is read, what is missing is trained, and nothing finished
is ever lost."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from seqgraph.errors import InputError, MissingRun
from seqgraph.runs import single, store, sweeps, weights

from .toy import Toy

ROOT = Path(__file__).parents[2]


def test_a_grid_is_every_combination():
    configs = sweeps.grid(Toy(steps=3), colour=("red", "blue"), seed=range(2))
    assert configs == [
        Toy(steps=3, colour=c, seed=s) for c in ("red", "blue") for s in (0, 1)
    ]
    assert sweeps.grid(Toy(), colour="red") == [Toy(colour="red")]


def test_an_unknown_setting_is_refused_in_a_sentence():
    with pytest.raises(
        InputError,
        match="unknown setting 'color' of Toy; one of: steps, colour, lr, pause, seed",
    ):
        sweeps.sweep(Toy(), color=("red",))


def test_a_sweep_trains_once_and_then_reads(runs, monkeypatch):
    first = sweeps.sweep(Toy(), jobs=1, seed=(0, 1))
    monkeypatch.setattr(single, "train", None)  # training again would be Unfinished
    assert sweeps.sweep(Toy(), seed=(0, 1)) == first
    assert [r.config.seed for r in first] == [0, 1]


def test_processes_threads_and_this_process_record_the_same(runs, monkeypatch):
    curves = []
    for name, how in {
        "here": {"jobs": 1},
        "pool": {"jobs": 2},
        "threads": {"executor": ThreadPoolExecutor(2)},
    }.items():
        monkeypatch.setenv("SEQGRAPH_RUNS", str(runs / name))
        curves.append([r.curves for r in sweeps.sweep(Toy(), seed=(0, 1), **how)])
    assert curves[0] == curves[1] == curves[2]


@pytest.mark.parametrize("how", [{"jobs": 1}, {"executor": ThreadPoolExecutor(2)}])
def test_a_sweep_keeps_the_weights_that_it_is_told_to(runs, how):
    one, other = sweeps.grid(Toy(), seed=(1, 2))
    sweeps.run([one, other], keep=[one], **how)
    kept, forgotten = weights.load(one), weights.load(other)
    assert forgotten is None
    assert torch.equal(kept.weight, single.train(one, "cpu")[0].weight)
    # Recorded already, so that only the weights are missing.
    sweeps.run([other], keep=[other], **how)
    assert weights.load(other) is not None


def test_a_missing_run_is_an_error_where_training_is_forbidden(runs, monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")
    for use in (sweeps.sweep, sweeps.trained):
        with pytest.raises(
            MissingRun,
            match=r"Toy\(seed=3\) .*SEQGRAPH_TRAIN=0 forbids .*`seqgraph reproduce`",
        ):
            use(Toy(seed=3))
    assert not runs.exists()


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_jobs_is_refused(runs, jobs):
    with pytest.raises(InputError, match="jobs must be a whole number, at least 1"):
        sweeps.sweep(Toy(), jobs=jobs)


HANGS = 300  # seconds; how long something takes is no matter here
SWEEP = """
from seqgraph.runs import single, sweeps
from tests.runs.toy import Toy
sweeps.sweep(Toy(steps=20), jobs=2, pause=({}))
"""


def begin(pauses: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", SWEEP.format(pauses)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + HANGS
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} does not appear"
        time.sleep(0.05)


def test_a_killed_sweep_loses_the_unfinished_run_and_nothing_else(runs):
    """`kill -9` while two runs are done and two are under way; their processes end
    by themselves."""
    quick, slow = (
        [Toy(steps=20, pause=p) for p in (0.001, 0.002)],
        [Toy(steps=20, pause=p) for p in (1.0, 1.5)],
    )
    sweep = begin("0.001, 0.002, 1.0, 1.5")
    for config in quick:
        wait_for(store.path(config))
    time.sleep(1)  # the slow ones are under way
    workers = subprocess.run(
        ["ps", "-o", "pid=", "-g", str(sweep.pid)], capture_output=True, text=True
    ).stdout.split()
    os.kill(sweep.pid, signal.SIGKILL)
    sweep.wait()
    before = [store.path(config).read_bytes() for config in quick]
    assert not any(store.path(config).exists() for config in slow)
    deadline = time.monotonic() + 20
    while any(os.path.exists(f"/proc/{pid}") for pid in workers):
        assert time.monotonic() < deadline, "workers outlived the sweep by 20 s"
        time.sleep(0.1)
    assert not any(store.path(config).exists() for config in slow)
    sweeps.sweep(
        Toy(steps=20), jobs=1, pause=(0.001, 0.002, 0.003)
    )  # goes on, with what was not finished
    assert [store.path(config).read_bytes() for config in quick] == before


def test_two_sweeps_at_once_do_not_hurt_each_other(runs):
    both = [begin("0.01, 0.02, 0.03"), begin("0.03, 0.02, 0.01")]
    assert [sweep.wait(timeout=HANGS) for sweep in both] == [0, 0]
    assert len(sweeps.sweep(Toy(steps=20), pause=(0.01, 0.02, 0.03))) == 3
    assert len(list((runs / "Toy").iterdir())) == 3  # no temporary file stays behind
