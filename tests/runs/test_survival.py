"""A sweep in which runs fail in every way: all others are recorded, and one table says
what became of these."""

import json
import os
import re
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from seqgraph.errors import Diverged, InputError, MissingData, Unfinished
from seqgraph.runs import records, store, sweeps, weights
from seqgraph.runs.replay import replay_run

from .toy import Toy

WILD = 1e8  # a learning rate at which the loss overflows


def recorded(configs):
    return [records.load(config) is not None for config in configs]


def test_what_happens_to_one_run_is_no_other_ones_end(runs, monkeypatch, tmp_path):
    """In two processes: one run kills its own once, one raises, one raises what cannot
    be pickled, one exits, one diverges."""
    monkeypatch.setenv(
        "TOY_MISCHIEF",
        f"0:die@{tmp_path}/died 1:raise 2:unportable 3:exit",
    )
    configs = [*sweeps.grid(Toy(), seed=range(6)), Toy(lr=WILD)]
    with pytest.raises(Unfinished) as failure:
        sweeps.run(configs, jobs=2)
    assert (tmp_path / "died").exists()
    assert recorded(configs) == [True, False, False, False, True, True, True]
    assert {
        each.run: re.sub(r":\d+\)$", ")", each.what) for each in failure.value.endings
    } == {
        "Toy(seed=1)": "raised ArithmeticError: seed 1 fails (toy.py)",
        "Toy(seed=2)": "raised Unportable: this and that (toy.py)",
        "Toy(seed=3)": "raised SystemExit: 3 (toy.py)",
    }
    # Which of two processes ends first is left to them.
    traces = {each.run: each.trace for each in failure.value.endings}
    assert "ArithmeticError" in traces["Toy(seed=1)"]
    said, head, *rows = str(failure.value).splitlines()
    assert said == "3 runs did not end as expected; every other one is recorded"
    assert head.split("  ")[0] == "run"
    assert len(rows) == 3
    # The run that was tried again is the one that it would have been.
    died = records.load(configs[0])
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "other"))
    monkeypatch.delenv("TOY_MISCHIEF")
    assert sweeps.run([configs[0]])[0].curves == died.curves


class Deadly(Executor):
    """An executor whose processes die."""

    def __init__(self):
        self.submitted = 0

    def submit(self, function, /, *args):
        self.submitted += 1
        future = Future()
        future.set_exception(BrokenProcessPool("a process died"))
        return future


def test_a_run_whose_process_dies_is_tried_three_times_in_all(runs):
    deadly = Deadly()
    with pytest.raises(Unfinished, match="its process was killed, 3 times"):
        sweeps.run([Toy()], executor=deadly)
    assert deadly.submitted == 3
    assert not list(runs.rglob("*.lock"))


def test_an_executor_that_takes_nothing_is_told_in_the_table(runs):
    with ThreadPoolExecutor(1) as shut:
        pass
    with pytest.raises(Unfinished, match="raised RuntimeError: cannot schedule new"):
        sweeps.run([Toy(seed=1), Toy(seed=2)], executor=shut)


@pytest.mark.parametrize("jobs", [1, None])
def test_one_reason_of_our_own_for_all_is_that_error(runs, monkeypatch, jobs):
    def missing(self):
        raise MissingData("the file is not here")

    monkeypatch.setattr(Toy, "model", missing)
    executor = None if jobs else ThreadPoolExecutor(2)
    with pytest.raises(MissingData, match="the file is not here"):
        sweeps.sweep(Toy(), seed=(1, 2), jobs=jobs, executor=executor)


def test_a_diverged_run_is_marked_and_never_trained_again(runs, monkeypatch):
    config = Toy(lr=WILD, steps=9)
    (record,) = sweeps.run([config], keep=[config])
    text = store.path(config).read_text()
    json.loads(text, parse_constant=pytest.fail)  # neither NaN nor Infinity
    assert records.load(config).diverged == record.diverged
    losses = record.curves["loss"]
    assert record.diverged.update == len(losses) + 1
    assert record.diverged.last == {"loss": losses[-1]}
    assert 1e30 < losses[-1] < float("inf")
    assert record.metrics == record.tables == {}
    assert replay_run(record).agrees
    monkeypatch.setattr(Toy, "train", None)
    assert sweeps.run([config], keep=[config]) == [record]
    assert weights.load(config) is None
    with pytest.raises(Diverged, match=r"has no trained model: it diverged at update"):
        sweeps.trained(config)


def test_a_run_that_no_longer_diverges_is_not_what_was_recorded(runs, monkeypatch):
    (record,) = sweeps.run([Toy(lr=WILD)])
    right = Toy.train

    def tamed(self, model, device):
        return ({"loss": min(row["loss"], 1e38)} for row in right(self, model, device))

    monkeypatch.setattr(Toy, "train", tamed)
    assert not replay_run(record).agrees


def test_numbers_that_json_lacks_come_back_as_they_were(runs, monkeypatch):
    right = Toy.train

    def odd(self, model, device):
        for row in right(self, model, device):
            yield {**row, "norm": float("inf"), "share": float("nan")}

    monkeypatch.setattr(Toy, "train", odd)
    (record,) = sweeps.run([Toy()])
    json.loads(store.path(Toy()).read_text(), parse_constant=pytest.fail)
    assert record.curves["norm"] == [float("inf")] * 5
    assert all(share != share for share in record.curves["share"])


def test_no_more_processes_are_started_than_memory_has_room_for(runs, monkeypatch):
    monkeypatch.setattr("seqgraph.machine.memory.available", lambda *_: 2**20)
    monkeypatch.setattr(sweeps, "Lanes", None)  # a process would now be a TypeError
    assert len(sweeps.sweep(Toy(), seed=(1, 2), jobs=8)) == 2


def test_results_are_recorded_where_they_were_asked_for(runs, monkeypatch):
    """What trains knows no store: as on a machine that shares no disk."""

    class Away(Executor):
        def submit(self, function, /, *args):
            future = Future()
            before = os.environ["SEQGRAPH_RUNS"]
            os.environ["SEQGRAPH_RUNS"] = "/no/such/store"
            future.set_result(function(*args))
            os.environ["SEQGRAPH_RUNS"] = before
            return future

    config = Toy(seed=1)
    sweeps.run([config], executor=Away(), keep=[config])
    assert records.load(config) is not None
    assert weights.load(config) is not None


def test_a_worker_with_other_code_is_refused(runs, monkeypatch):
    said = iter(["ours", "theirs"])
    monkeypatch.setattr("seqgraph.runs.provenance.code", lambda: next(said))
    with pytest.raises(Unfinished, match="has another version of seqgraph"):
        sweeps.run([Toy()])


def test_a_full_disk_is_one_sentence(runs, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(
        InputError, match=r"cannot write .* \(No space left on device\)"
    ):
        sweeps.run([Toy()])
    assert list((runs / "Toy").iterdir()) == []
