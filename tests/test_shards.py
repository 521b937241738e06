"""Shards: together they are all runs, each once, and their stores join by copying."""

import shutil

import pytest
from click.testing import CliRunner

from seqgraph import __main__, report, shards
from seqgraph.errors import InputError
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs import sweeps
from seqgraph.runs.study import Study

TINY = Palindromes(length=2, hidden=4, embedding=2, batch=8, steps=2)
SECTIONS = [
    Study("0.1", "One", sweeps.grid(TINY, seed=range(4)), weights=[TINY]),
    Study("0.2", "Other", sweeps.grid(TINY, seed=range(3, 9))),
]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
def test_each_run_is_in_one_shard(count):
    parts = [shards.part(SECTIONS, shards.Shard(k, count)) for k in range(1, count + 1)]
    runs = [
        {run for section in part for run in (*section.runs, *section.weights)}
        for part in parts
    ]
    assert sum(map(len, runs)) == len(set().union(*runs)) == 9
    assert max(map(len, runs)) - min(map(len, runs)) <= 1


@pytest.mark.parametrize(
    ("variables", "shard"),
    [
        ({}, None),
        ({"ID": "1", "MIN": "1", "MAX": "4"}, "1/4"),
        ({"ID": "0", "MIN": "0", "MAX": "15"}, "1/16"),
        ({"ID": "9", "MIN": "1", "MAX": "13", "STEP": "4"}, "3/4"),
    ],
)
def test_slurms_array_is_understood(variables, shard):
    named = {f"SLURM_ARRAY_TASK_{name}": value for name, value in variables.items()}
    found = shards.named(None, named)
    assert (found and str(found)) == shard
    assert str(shards.named("2/3", named)) == "2/3"  # what is said wins


@pytest.mark.parametrize(
    "text", ["", "3", "0/4", "5/4", "-1/4", "1/0", "a/b", "1/4/2", "٣/٤", "1" * 400]
)
def test_no_shard_is_told_in_a_sentence(text):
    with pytest.raises(InputError, match="a shard is one of so many, such as 3/16"):
        shards.named(text, {})


@pytest.mark.parametrize("variables", [{"MIN": "1"}, {"MIN": "x", "MAX": "3"}])
def test_an_array_that_is_half_told_is_refused(variables):
    named = {f"SLURM_ARRAY_TASK_{name}": value for name, value in variables.items()}
    with pytest.raises(InputError, match="name the part with --shard"):
        shards.named(None, {"SLURM_ARRAY_TASK_ID": "1", **named})


def test_the_stores_of_shards_join_by_copying(tmp_path, monkeypatch):
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    monkeypatch.setattr(report, "STUDIES", {"0.1": "0", "0.2": "1"})
    monkeypatch.setattr(report, "_imported", lambda name: SECTIONS[int(name)])

    def call(store, *arguments):
        runner = CliRunner(env={"SEQGRAPH_RUNS": str(tmp_path / store)})
        result = runner.invoke(__main__.main, arguments)
        assert result.exit_code == 0, result.output
        return result.output

    for k in range(1, 4):
        said = call(f"part{k}", "reproduce", "--shard", f"{k}/3", "--jobs", "1")
        assert f"shard {k}/3: " in said
        shutil.copytree(tmp_path / f"part{k}", tmp_path / "all", dirs_exist_ok=True)
    assert "all is well" in call("all", "check")
    assert "missing" not in call("all", "list")
