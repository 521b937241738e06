"""A run that is interrupted goes on, and its record is the one it would have been, bit
for bit."""

import dataclasses
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from torch import nn

from seqgraph import report
from seqgraph.errors import InputError, Interrupted, Unfinished
from seqgraph.runs import (
    checkpoints,
    data,
    lanes,
    provenance,
    records,
    single,
    store,
    sweeps,
)
from seqgraph.runs.checkpoints import FileShelf
from seqgraph.runs.experiment import KINDS, Measured
from tests.test_golden import GOLDEN

from .toy import Toy

ROOT = Path(__file__).parents[2]
# Of no two runs the same, and measured where there is no minute to be lost.
UNREPEATED = {"seconds", "bytes"}


@pytest.fixture
def always(monkeypatch):
    """A checkpoint after every update."""
    monkeypatch.setenv("SEQGRAPH_CHECKPOINT", "1e-9")


class Stop(KeyboardInterrupt):
    """What comes in the middle of training."""


def interrupted(config, after, shelf):
    """Train a run, and stop after some of its updates."""

    def tick(updates):
        if updates == after:
            raise Stop

    with pytest.raises(Stop):
        single.train(config, "cpu", tick, shelf)


def same(one, other):
    """Whether two runs measured the same, bit for bit, and have the same weights."""
    (model, record), (other_model, other_record) = one, other
    for name in ("metrics", "tables"):
        assert repr(getattr(record, name)) == repr(getattr(other_record, name))
    for name in record.curves.keys() | other_record.curves.keys():
        if name in UNREPEATED:
            assert len(record.curves[name]) == len(other_record.curves[name])
        else:
            assert repr(record.curves[name]) == repr(other_record.curves[name])
    one_state, other_state = (checkpoints._state(each) for each in (model, other_model))
    assert one_state.keys() == other_state.keys()
    for name, tensor in one_state.items():
        assert torch.equal(tensor, other_state[name])


def of(kind, **settings):
    """A golden run of a kind that has these settings."""
    config = next(
        config
        for config in GOLDEN
        if type(config).__name__ == kind and settings.items() <= config.config.items()
    )
    return dataclasses.replace(config, steps=min(config.steps, 25))


LOOPS = [
    of("Palindromes"),
    of("AttendedPalindromes"),
    of("CharLM", part="first"),  # with dropout
    of("Tales"),
    of("Representations", reader="graph"),
    of("SceneQuestions"),
    of("Citations", patience=4),  # the best epoch so far is kept as well
    of("Citations", residual=1),
    of("Neighbourhood"),
    of("Swap"),
    of("Lookup"),
    of("Communities", parts=4),
    of("LabelPropagation"),
    of("OwnText"),
    of("StreamLM", layers=2),  # its state is carried on
    of("Jump"),
    of("Deep"),
    of("Choosing"),
    of("Recommendation", part="tuning"),
    of("Factorisation"),
    of("Shifts", split="scaffold"),
]
FITTED_AT_ONCE = {"RecommendationFloor", "ShiftFloor", "TextFloors"}


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("config", LOOPS, ids=str)
def test_a_run_stopped_at_nine_tenths_is_the_uninterrupted_one(
    config, tmp_path, monkeypatch
):
    if missing := [name for name in config.data if data.find(name) is None]:
        pytest.skip(f"needs data: {', '.join(missing)}")
    # Equal weights measure equally: that is another test's.
    monkeypatch.setattr(type(config), "evaluate", lambda *_: Measured({}))
    whole = single.train(config, "cpu")
    after = max(2, math.ceil(0.9 * len(whole[1].curves["loss"])))
    shelf = FileShelf(tmp_path / "run.checkpoint")
    interrupted(config, after, shelf)
    assert checkpoints.updates_kept(shelf) == after - 1
    made = []
    same(single.train(config, "cpu", made.append, shelf), whole)
    assert made[0] == after  # those before it were not made again
    if isinstance(whole[0], nn.Module):
        # The shelf has its trained weights now: another evaluation needs no update.
        made.clear()
        same(single.train(config, "cpu", made.append, shelf), whole)
        assert made == []


def test_every_kind_of_experiment_goes_on():
    report.sections()  # imports them all
    kinds = {name for name, kind in KINDS.items() if kind.__module__.startswith("seq")}
    assert {type(config).__name__ for config in LOOPS} == kinds - FITTED_AT_ONCE


@pytest.mark.usefixtures("always")
def test_what_can_not_go_on_as_it_began_begins_again(tmp_path, monkeypatch):
    shelf = FileShelf(tmp_path / "run.checkpoint")
    interrupted(Toy(), 4, shelf)
    content = shelf.read()
    for other in (Toy(seed=1), Toy(lr=0.2)):  # a file that was renamed
        begun = []
        single.train(other, "cpu", begun.append, shelf)
        assert begun[0] == 1
    shelf.write(content)
    monkeypatch.setattr(provenance, "code", lambda: "another")
    begun = []
    single.train(Toy(), "cpu", begun.append, shelf)
    assert begun[0] == 1


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("damage", [lambda c: c[:-3], lambda c: b"", lambda c: c[9:]])
def test_a_damaged_checkpoint_is_none(tmp_path, damage):
    shelf = FileShelf(tmp_path / "run.checkpoint")
    interrupted(Toy(), 4, shelf)
    shelf.write(damage(shelf.read()))
    begun = []
    single.train(Toy(), "cpu", begun.append, shelf)
    assert begun[0] == 1


@pytest.mark.usefixtures("always")
def test_a_checkpoint_is_kept_and_said_at_an_interrupt_and_gone_with_the_record(
    runs, monkeypatch
):
    config, right = Toy(steps=10), lanes.tick

    def stop(updates):
        right(updates)
        if updates == 9:
            raise KeyboardInterrupt

    monkeypatch.setattr(lanes, "tick", stop)
    with pytest.raises(Interrupted) as told:
        sweeps.run([Toy(), config], jobs=1)
    assert str(told.value).splitlines() == [
        f"interrupted; 1 of 2 runs are recorded in {runs}",
        "Toy(steps=10) goes on from update 8 of 10",
        "The same command goes on.",
    ]
    (kept,) = runs.rglob("*.checkpoint")
    # It is no record and no weights, whatever looks for these.
    assert kept.suffix not in (".json", ".safetensors")
    assert not list(runs.rglob("*.lock"))
    monkeypatch.setattr(lanes, "tick", right)
    sweeps.run([config], jobs=1)
    assert not list(runs.rglob("*.checkpoint"))


def test_a_checkpoint_is_made_by_time(tmp_path, monkeypatch):
    written = []

    class Shelf:
        def read(self):
            return None

        def write(self, content):
            written.append(content)

    clock = iter(range(0, 10_000, 20))  # each look at it is 20 s later
    monkeypatch.setattr(checkpoints.time, "perf_counter", lambda: next(clock))
    single.train(Toy(steps=13), "cpu", shelf=Shelf())
    # Looks at the clock cost 20 s as well: a minute has passed at every other update.
    assert 3 <= len(written) <= 6
    monkeypatch.setenv("SEQGRAPH_CHECKPOINT", "0")
    single.train(Toy(steps=13), "cpu", shelf=Shelf())
    assert len(written) <= 6


@pytest.mark.parametrize("named", ["often", "-1", "nan", "inf"])
def test_seconds_that_are_none_are_refused_in_a_sentence(monkeypatch, named):
    monkeypatch.setenv("SEQGRAPH_CHECKPOINT", named)
    with pytest.raises(InputError, match="SEQGRAPH_CHECKPOINT must be seconds"):
        checkpoints.seconds_between()


def test_a_checkpoint_that_cannot_be_kept_ends_no_training(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQGRAPH_CHECKPOINT", "1e-9")
    shelf = FileShelf(tmp_path / "no" / "such" / "folder")
    single.train(Toy(), "cpu", shelf=shelf)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("failing", [ArithmeticError("cannot"), KeyboardInterrupt()])
def test_an_evaluation_that_fails_loses_no_training(runs, monkeypatch, failing):
    """Without a minute's checkpoint, since the run takes none."""

    def fail(*_):
        raise failing

    config, right = Toy(), Toy.evaluate
    monkeypatch.setattr(Toy, "evaluate", fail)
    with pytest.raises((Unfinished, Interrupted)) as told:
        sweeps.run([config], jobs=1)
    if isinstance(failing, KeyboardInterrupt):
        assert "Toy() is trained, and is evaluated next" in str(told.value)
    monkeypatch.setattr(Toy, "evaluate", right)
    whole = single.train(config, "cpu")[1]
    made = []
    monkeypatch.setattr(lanes, "tick", made.append)
    (record,) = sweeps.run([config], jobs=1)
    assert made == []
    assert record.metrics == pytest.approx(whole.metrics, rel=5e-7)
    assert record.curves["loss"] == pytest.approx(whole.curves["loss"], rel=5e-7)
    assert not list(runs.rglob("*.checkpoint"))


def test_a_sweep_killed_while_it_evaluates_trains_nothing_again(runs, monkeypatch):
    """`kill -9`, in a process of its own."""
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; from seqgraph.runs import sweeps; "
            "from tests.runs.toy import Toy; "
            "Toy.evaluate = lambda *_: os.kill(os.getpid(), 9); "
            "sweeps.run([Toy()], jobs=1)",
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    assert killed.returncode == -signal.SIGKILL
    made = []
    monkeypatch.setattr(lanes, "tick", made.append)
    (record,) = sweeps.run([Toy()], jobs=1)
    assert made == []
    assert len(record.curves["loss"]) == Toy().steps


def test_a_killed_sweep_goes_on_from_its_checkpoint(runs, monkeypatch):
    """`kill -9` in the middle, in a process of its own."""
    monkeypatch.setenv("SEQGRAPH_CHECKPOINT", "1e-9")
    config = Toy(steps=100, pause=0.01)
    sweep = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from seqgraph.runs import sweeps; from tests.runs.toy import Toy; "
            "sweeps.run([Toy(steps=100, pause=0.01)], jobs=1)",
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    shelf, deadline = FileShelf.of(config), time.monotonic() + 120
    while (checkpoints.updates_kept(shelf) or 0) < 30:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(sweep.pid, signal.SIGKILL)
    sweep.wait()
    kept = checkpoints.updates_kept(shelf)
    made, right = [], lanes.tick
    monkeypatch.setattr(lanes, "tick", lambda n: (made.append(n), right(n)))
    (record,) = sweeps.run([config], jobs=1)
    assert made[0] == kept + 1
    whole = single.train(config, "cpu")[1]
    assert record.curves["loss"] == pytest.approx(whole.curves["loss"], rel=5e-7)
    assert records.load(config).metrics == pytest.approx(whole.metrics, rel=5e-7)
    assert not store.path(config, ".lock").exists()
