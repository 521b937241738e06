"""The command line, as a user meets it: one sentence for a mistake, never a
traceback."""

import json
import os

import pytest
from click.testing import CliRunner

from seqgraph import __main__, report
from seqgraph.recurrent.cells import LSTM
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs import data, records, store, sweeps
from seqgraph.runs.study import Study

TINY = Palindromes(length=2, hidden=4, embedding=2, batch=8, steps=21)


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty store, and a book of one section with two tiny runs."""
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    tiny = Study(
        "0.1", "Tiny runs", runs=sweeps.grid(TINY, seed=(1, 2)), weights=[TINY]
    )
    monkeypatch.setattr(report, "STUDIES", {tiny.number: "tiny"})
    monkeypatch.setattr(report, "_imported", {"tiny": tiny}.get)
    return tmp_path / "runs"


def call(*arguments: str, fails: bool = False) -> str:
    result = CliRunner().invoke(__main__.main, arguments)
    assert (result.exit_code != 0) == fails, result.output
    assert "Traceback" not in result.output
    return result.output


def test_reproduce_makes_what_list_and_check_miss_and_replay_agrees(runs):
    assert call("list").count("missing") == 2
    assert "3 problems in" in call("check", fails=True)
    assert "2 runs are recorded" in call(
        "reproduce", "0.1", "--jobs", "1", "--device", "cpu"
    )
    assert "missing" not in call("list")
    assert "all is well" in call("check")
    assert call("replay").count("agrees") == 2
    assert call("replay", "--quick").count("agrees") == 1  # two seeds are one kind


def test_replay_fails_where_the_code_has_changed(runs, monkeypatch):
    call("reproduce", "--jobs", "1")
    right = LSTM.project
    monkeypatch.setattr(LSTM, "project", lambda self, x: 1.1 * right(self, x))
    output = call("replay", fails=True)
    assert output.count("DIFFERS") == 2
    assert "2 of 2 runs are not what today's code makes" in output


def test_check_names_every_damaged_file(runs):
    call("reproduce", "--jobs", "1")
    record, weights = store.path(TINY), store.path(TINY, ".safetensors")
    assert weights.exists()
    weights.write_bytes(weights.read_bytes()[:-1])
    for file in runs.glob("*/*.json"):
        file.write_text(file.read_text().replace('"draws": ', '"draws": 1'))
    assert call("list").count("damaged") == 2
    output = call("check", fails=True)
    assert output.count("edited after it was written") == 3
    assert f"{record}: edited" in output
    assert f"{weights}: truncated" in output


def contents(folder):
    """Every file below a folder, by name."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_retrain_makes_every_run_again_elsewhere_and_goes_on_where_it_stopped(
    runs, tmp_path
):
    call("reproduce", "--jobs", "1")
    kept, again = contents(runs), tmp_path / "again"
    retrain = ["reproduce", "--retrain", "--into", str(again), "--jobs", "1"]
    # Both of the section's runs are new, one of them the run whose weights are kept.
    assert "2 of 2 runs trained in" in call(*retrain)
    assert contents(runs) == kept
    assert contents(again).keys() == kept.keys() | {"times.json"}
    for name in kept:
        if name.endswith(".json"):
            assert records.read(again / name).curves == records.read(runs / name).curves
    assert (
        "all is well"
        in CliRunner(env={"SEQGRAPH_RUNS": str(again)})
        .invoke(__main__.main, ["check"])
        .output
    )

    times = json.loads((again / "times.json").read_text())
    assert times.keys() == {"0.1"}
    trained = sum(
        sum(records.read(again / name).seconds.values())
        for name in kept
        if name.endswith(".json")
    )
    assert times["0.1"]["seconds"] >= trained - 0.2  # each is rounded to 0.1 s
    assert (times["0.1"]["trained"], times["0.1"]["processes"]) == (2, 1)
    # One thread, which cannot compute for longer than it lasts.
    assert 0 < times["0.1"]["cpu_seconds"] <= times["0.1"]["seconds"] + 0.1

    # Once more: nothing is left to train, and the time stays.
    finished = contents(again)
    assert "2 of 2 runs trained in" in call(*retrain)
    assert contents(again) == finished

    # Interrupted in its second run.
    store_of_second = again / store.path(sweeps.grid(TINY, seed=2)[0]).relative_to(runs)
    store_of_second.unlink()
    (again / "times.json").write_text("{}\n")
    assert "1 of 2 runs trained in" in call(*retrain)
    assert contents(again).keys() == finished.keys()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--retrain"], "--retrain and --into go together"),
        (["--into", "{tmp}/again"], "--retrain and --into go together"),
        (["0.1", "--into", "--device", "cpu"], "name of a folder; got '--device'"),
        (["--retrain", "--into", "--plan"], "name of a folder; got '--plan'"),
        (["--retrain", "--into", "{tmp}/runs"], "is in the store of recorded runs"),
        (["--retrain", "--into", "{tmp}/runs/x"], "is in the store of recorded runs"),
        (["--retrain", "--into", "{tmp}"], "is not empty, and no --retrain has begun"),
        (["--retrain", "--into", "{tmp}/file"], "is a file; name an empty or a new"),
        (["--retrain", "--into", "{tmp}/file/x"], "name a folder you can write to"),
    ],
)
def test_retrain_refuses_a_folder_it_might_spoil(runs, tmp_path, arguments, sentence):
    (tmp_path / "file").write_text("kept")
    before = contents(tmp_path)
    given = [argument.format(tmp=tmp_path) for argument in arguments]
    assert sentence in call("reproduce", *given, fails=True)
    assert contents(tmp_path) == before
    assert not runs.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["reproduce", "9.9"], "Error: unknown section '9.9'; one of: 0.1\n"),
        (["list", "9.9"], "Error: unknown section '9.9'; one of: 0.1\n"),
        (["replay", "--device", "tpu"], "Error: no recorded run of Palindromes("),
        (
            ["reproduce", "--device", "tpu"],
            "Error: unknown device 'tpu'; one of: auto, cpu, cuda\n",
        ),
        (
            ["reproduce", "--jobs", "0"],
            "Invalid value for '--jobs': 0 is not in the range 1<=x<=1024.",
        ),
        (["replay"], "`seqgraph reproduce` makes it"),
        (["retrain"], "No such command 'retrain'"),
    ],
)
def test_a_mistake_ends_in_a_sentence_and_writes_nothing(runs, arguments, sentence):
    assert sentence in call(*arguments, fails=True)
    assert not runs.exists()


def test_cuda_without_a_gpu_is_refused_in_a_sentence(runs, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert "torch finds no CUDA GPU here; choose cpu or auto" in call(
        "reproduce", "--device", "cuda", fails=True
    )
    assert not runs.exists()


def test_a_missing_run_names_the_command_where_training_is_forbidden(runs, monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")
    assert "`seqgraph reproduce` makes every run the book needs" in call(
        "reproduce", fails=True
    )


def test_an_unwritable_store_is_refused_in_a_sentence(runs, monkeypatch):
    runs.write_text("a file")
    for command in ("list", "check", "reproduce", "replay"):
        assert "is not a folder of recorded runs" in call(command, fails=True)
    monkeypatch.setenv("SEQGRAPH_RUNS", str(runs / "below"))
    assert "cannot write to the run store" in call("reproduce", fails=True)


def test_doctor_names_what_differs_from_the_lock(runs, monkeypatch):
    monkeypatch.setattr(
        "seqgraph.doctor.locked", lambda: {"torch": "0.0.1", "no-such-package": "1.0"}
    )
    lines = call("doctor").splitlines()
    assert any(
        line.startswith("! torch") and line.endswith("the lock has 0.0.1")
        for line in lines
    )
    assert any(line.startswith("! no-such-package  not installed") for line in lines)


def test_doctor_names_a_data_file_of_another_hash(runs, monkeypatch, tmp_path):
    name = "planetoid/ind.cora.x"
    wrong = tmp_path / name
    wrong.parent.mkdir()
    wrong.write_bytes(b"something else")
    monkeypatch.setattr("seqgraph.runs.data._folders", lambda: [tmp_path])
    (line,) = [line for line in call("doctor").splitlines() if " data " in line]
    assert line.startswith("! data ")
    assert f"1 of {len(data.FILES)} files are here" in line
    assert line.endswith(f"not what this book uses: {wrong}")


def test_doctor_says_where_the_package_is_and_what_python_it_wants(runs, monkeypatch):
    monkeypatch.setattr("platform.python_version", lambda: "3.10.2")
    monkeypatch.setattr("seqgraph.doctor.checkout", lambda: None)
    python, package, *_ = call("doctor").splitlines()
    assert python.startswith("! python ")
    assert python.endswith("3.10.2: the lock is for 3.11 to 3.13")
    assert package.startswith("! seqgraph ")
    assert "install it with -e from its checkout" in package


def test_every_command_explains_itself():
    for name in __main__.main.commands:
        assert name in call("--help")
        assert len(call(name, "--help")) > 100


def test_reproduce_ends_with_one_table_and_finishes_all_other_runs(runs, monkeypatch):
    right = Palindromes.train

    def train(self, model, device):
        if self.seed == 1:
            raise ArithmeticError("no luck")
        yield from right(self, model, device)

    monkeypatch.setattr(Palindromes, "train", train)
    output = call("reproduce", "--jobs", "1", fails=True)
    head, columns, row = output[output.index("Error: ") :].splitlines()
    assert head == ("Error: 1 run did not end as expected; every other one is recorded")
    assert columns.split("  ")[0] == "run"
    assert row.startswith("Palindromes(steps=21, length=2, hidden=4, ")
    assert "seed=1)  raised ArithmeticError: no luck (test_main.py:" in row
    assert row.endswith("mend it; the same command tries again")
    assert call("list").count("missing") == 1
    monkeypatch.setattr(Palindromes, "train", right)
    assert "2 runs are recorded" in call("reproduce", "--jobs", "1")


def test_a_diverged_run_is_told_each_time_and_trained_once(runs, monkeypatch):
    right = Palindromes.train

    def train(self, model, device):
        for update, row in enumerate(right(self, model, device), 1):
            wild = self.seed == 2 and update == 5
            yield {**row, "loss": float("nan")} if wild else row

    monkeypatch.setattr(Palindromes, "train", train)
    for _ in range(2):
        output = call("reproduce", "--jobs", "1", fails=True)
        assert "seed=2)  diverged at update 5, after a loss of 0." in output
        assert "is recorded so; delete" in output
        monkeypatch.setattr(Palindromes, "train", None)
    assert call("list").count("diverged at update 5") == 1


def test_an_interrupt_says_what_is_kept_and_how_to_go_on(runs, monkeypatch):
    monkeypatch.setenv("SEQGRAPH_CHECKPOINT", "1e-9")
    right = Palindromes.train

    def train(self, model, device):
        for update, row in enumerate(right(self, model, device), 1):
            yield row
            if update == 20 and self.seed == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr(Palindromes, "train", train)
    result = CliRunner().invoke(__main__.main, ["reproduce", "--jobs", "1"])
    assert result.exit_code == 130
    assert "Aborted" not in result.output
    said = result.output[result.output.index("interrupted; ") :].splitlines()
    assert said[0] == f"interrupted; 1 of 3 runs are recorded in {runs}"
    assert "seed=1) goes on from update 19 of 21" in said[1]
    assert said[-1] == "The same command goes on."
    assert "missing; goes on from update 19" in call("list")


def test_check_names_what_was_left_and_clean_removes_that_alone(runs):
    call("reproduce", "--jobs", "1")
    kept = contents(runs)
    folder = store.path(TINY).parent
    left = [
        folder / ".0123.tmp",
        store.path(TINY, ".lock"),
        store.path(TINY, ".checkpoint"),
    ]
    under_way = store.path(Palindromes(length=2), ".checkpoint")
    for file in (*left, under_way):
        file.write_text("")
        os.utime(file, (0, 0))
    output = call("check", fails=True)
    assert all(f"{file}: left by a process" in output for file in left)
    assert str(under_way) not in output
    output = call("check", "--clean")
    assert all(f"removed {file}" in output for file in left)
    assert contents(runs).keys() - kept.keys() == {f"Palindromes/{under_way.name}"}
    assert kept.items() <= contents(runs).items()
