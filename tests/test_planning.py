"""What would be trained, and how long it would take: on made-up records and clocks."""

import itertools

import pytest
from click.testing import CliRunner

from seqgraph import __main__, planning, report
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs import records, store, sweeps
from seqgraph.runs.records import Record
from seqgraph.runs.study import Study

TINY = Palindromes(length=2, hidden=4, embedding=2, batch=8, steps=20)
RUNS = sweeps.grid(TINY, seed=(1, 2, 3))


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A checkout that has recorded two of three runs and the one to compare with, and a
    store that is empty."""
    monkeypatch.setattr(planning, "SAMPLE", TINY)
    monkeypatch.setattr(planning, "checkout", lambda: tmp_path)
    for config, train in ((TINY, 4.0), (RUNS[0], 500.0), (RUNS[1], 90.0)):
        with store.elsewhere(tmp_path / "runs"):
            seconds = {"train": train, "evaluate": 10.0}
            records.save(Record(config, {"loss": [1.0]}, {}, {}, seconds, {}))
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "new"))
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    return tmp_path


def lines(*runs, jobs=2, tick=0.1):
    """What is said where an update takes a tick."""
    clock = itertools.count().__next__
    section = Study("0.1", "Tiny", runs)
    return list(planning.told([section], "cpu", jobs, lambda: tick * clock()))


def test_the_recorded_time_is_scaled_by_an_update_here(book):
    """Of the run to compare with, an update was recorded with 4 s / 20 = 0.2 s."""
    first, every, last = lines(*RUNS, tick=0.1)
    said = "3 runs, recorded with 10 min, here about 5 min; 1 never recorded"
    assert first == f"0.1   Tiny: {said}"
    assert every == f"all   {said}"
    # Two at a time, and the longest has half of 510 s for itself.
    assert last == (
        "an update takes 0.50 of its recorded time here; 2 at a time would be done in "
        "about 4 min"
    )
    assert lines(*RUNS, tick=0.4)[-1].startswith("an update takes 2.00 of")


def test_what_is_there_is_not_planned_and_what_was_never_recorded_has_no_time(book):
    assert lines(RUNS[2])[0] == "0.1   Tiny: 1 run; 1 never recorded"
    records.save(Record(RUNS[0], {"loss": [1.0]}, {}, {}, {"train": 1.0}, {}))
    assert "1 run, recorded with 2 min" in lines(*RUNS[:2])[0]
    records.save(Record(RUNS[1], {"loss": [1.0]}, {}, {}, {"train": 1.0}, {}))
    assert lines(*RUNS[:2]) == ["nothing is to be trained"]


def test_the_command_says_it_and_trains_nothing(book, monkeypatch):
    monkeypatch.setattr(report, "STUDIES", {"0.1": "tiny"})
    monkeypatch.setattr(report, "_imported", {"tiny": Study("0.1", "", RUNS)}.get)
    for more in ([], ["--retrain", "--into", str(book / "again")], ["--shard", "1/1"]):
        done = CliRunner().invoke(__main__.main, ["reproduce", "--plan", *more])
        assert done.exit_code == 0, done.output
        assert "all   3 runs, recorded with 10 min, here about" in done.output
    assert not (book / "new").exists()
    assert not (book / "again").exists()
