"""Reports of benchmarks: what they say, and that a page reads what was written."""

import json

import pytest

from seqgraph.errors import InputError
from seqgraph.measure.benchmarks import Ratio, Report

SECONDS = {"theirs": [4.0, 10.0, 9.0], "ours": [2.0, 10.0, 3.0], "other": [1.0] * 3}


def test_a_ratio_is_taken_round_by_round(capsys):
    report = Report("toy")
    report.claim("a step", SECONDS, "theirs", "ours")
    said = "a step: ours 2.00x as fast as theirs (1.50 to 2.50)\n"
    assert capsys.readouterr().out == said


def test_no_difference_is_found_where_the_quartiles_are_on_both_sides_of_one():
    assert "no difference" in Ratio.of([1.0, 2.0, 3.0], [2.0, 2.0, 2.0]).fast_as("")
    twice = Ratio.of([4.0, 4.0], [2.0, 2.0]).fast_as("it")
    assert twice == "2.00 times as fast as it (2.00 to 2.00)"


def test_memory_is_compared_as_memory(capsys):
    Report("toy").claim("a step", {"a": [9.0], "b": [3.0]}, "a", "b", unit="MiB")
    assert capsys.readouterr().out == "a step: b 3.00x less than a (3.00 to 3.00)\n"


def test_a_report_is_read_as_it_was_written(tmp_path):
    report = Report("toy")
    report.claim("a step", SECONDS, "theirs", "ours")
    report.measured("its parts", {"one": [1.0, 2.0], "two": [4.0, 8.0]})
    report.save(tmp_path)
    assert Report.load("toy", tmp_path) == report
    written = json.loads((tmp_path / "toy.json").read_text())
    assert set(written["claims"][0]["values"]) == {"theirs", "ours"}
    assert written["claims"][0]["value"] == 2.0
    assert written["machine"]["threads"] >= 1


def test_a_later_report_takes_the_place_of_an_earlier_one(tmp_path):
    for rounds in (1, 2):
        report = Report("toy")
        values = {name: each[:rounds] for name, each in SECONDS.items()}
        report.claim("a step", values, "theirs", "ours")
        report.save(tmp_path)
    (claim,) = Report.load("toy", tmp_path).claims
    assert claim.values["ours"] == [2.0, 10.0]
    assert [file.name for file in tmp_path.iterdir()] == ["toy.json"]


def test_a_series_is_said_by_its_medians(capsys):
    Report("toy").measured("a step", {"one": [1.0, 9.0, 2.0], "two": [0.5]})
    assert capsys.readouterr().out == "a step: one 2 s, two 0.5 s\n"


def test_a_report_with_nothing_but_series_is_one(tmp_path):
    report = Report("toy")
    report.measured("its parts", {"one": [1.0]})
    report.save(tmp_path)
    assert Report.load("toy", tmp_path) == report


def test_an_empty_report_leaves_the_earlier_one(tmp_path):
    Report("toy").save(tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(InputError, match="no results of the benchmark 'toy'"):
        Report.load("toy", tmp_path)
