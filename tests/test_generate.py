"""`seqgraph generate`: what it writes, and what it refuses in a sentence."""

import shutil

import pytest
from click.testing import CliRunner

from seqgraph import __main__, generating
from seqgraph.runs import store, sweeps, weights
from seqgraph.text import experiment, sampling
from seqgraph.text.experiment import CharLM

TALE = "A fox met a wolf. ‘Good day,’ said the fox.\nThe wolf ate the fox.\n" * 4
STAGES = {"1/3": 2, "2/3": 3, "3/3": 4}


def call(*arguments: str, fails: bool = False) -> str:
    result = CliRunner().invoke(__main__.main, ["generate", *arguments])
    assert (result.exit_code != 0) == fails, result.output
    assert "Traceback" not in result.output
    return result.output if fails else result.stdout


def write_tale(folder) -> str:
    """A text file, and its name as a setting."""
    tale = folder / "tale.txt"
    tale.write_text(TALE)
    return CharLM(text=str(tale)).text


def use_small(monkeypatch, runs, named):
    """Point the command line to a store and to the experiment at a size that trains in
    a moment, on the text ``named``."""

    def small(text=named, steps=4):
        return CharLM(text=text, hidden=6, embedding=4, batch=3, length=8, steps=steps)

    monkeypatch.setenv("SEQGRAPH_RUNS", str(runs))
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    monkeypatch.setattr(generating, "STAGES", STAGES)
    monkeypatch.setattr(generating, "CharLM", small)
    return small


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """The small experiment, its text, and an empty store."""
    return use_small(monkeypatch, tmp_path / "runs", write_tale(tmp_path))


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory):
    """A store with the weights of every stage, and no text any more."""
    folder = tmp_path_factory.mktemp("trained")
    named = write_tale(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        small = use_small(monkeypatch, folder / "runs", named)
        monkeypatch.setattr(experiment, "SAMPLE", 30)  # no test reads what they wrote
        for steps in STAGES.values():
            sweeps.trained(small(steps=steps))
    (folder / "tale.txt").unlink()
    return folder / "runs", named


@pytest.fixture
def book(tmp_path, monkeypatch, trained_once):
    """A copy of that store."""
    runs, named = trained_once
    shutil.copytree(runs, tmp_path / "runs")
    return use_small(monkeypatch, tmp_path / "runs", named)


def test_it_writes_what_the_package_writes(book):
    for stage, steps in STAGES.items():
        (expected,) = sampling.generate(
            weights.load(book(steps=steps)), ["A fox"], 50, tau=2.0, seed=7
        )
        options = ("--length", "50", "--seed", "7", "--checkpoint", stage)
        assert call("--prompt", "A fox", "--tau", "2", *options) == f"{expected}\n"


def test_greedy_and_samples(book):
    model = weights.load(book())
    (greedy,) = sampling.generate(model, ["T"], 20, sampling.GREEDY)
    assert call("--prompt", "T", "--greedy", "--length", "20") == f"{greedy}\n"
    three = sampling.generate(model, ["T"] * 3, 20, seed=4)
    options = ("--length", "20", "--seed", "4", "--samples", "3")
    assert call("--prompt", "T", *options) == "".join(f"{t}\n" for t in three)


def test_it_prints_as_it_writes(book, monkeypatch):
    """A character is out before the next one is computed."""
    events = []
    write = sampling.write

    def watched(*arguments):
        for chosen in write(*arguments):
            events.append("computed")
            yield chosen

    monkeypatch.setattr(sampling, "write", watched)
    monkeypatch.setattr(
        generating.click, "echo", lambda *args, **kwargs: events.append("printed")
    )
    call("--prompt", "T", "--length", "3")
    assert events == ["printed", *(["computed", "printed"] * 3), "printed"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--prompt", "é"],
            "has no 'é' (LATIN SMALL LETTER E WITH ACUTE)",
        ),
        (["--prompt", ""], "Error: the prompt is empty; give at least one character\n"),
        (["--prompt", "T", "--length", "0"], "'--length': 0 is not in the range 1<=x"),
        (["--prompt", "T", "--tau", "0"], "must be a finite number greater than 0; go"),
        (["--prompt", "T", "--tau", "-1"], "finite number greater than 0; got -1\n"),
        (["--prompt", "T", "--tau", "inf"], "finite number greater than 0; got inf\n"),
        (["--prompt", "T", "--tau", "nan"], "finite number greater than 0; got nan\n"),
        (["--prompt", "T", "--tau", "2", "--greedy"], "exclude each other"),
        (["--prompt", "T", "--checkpoint", "1/2"], "'1/2' is not one of '1/3', '2/3'"),
        (
            ["--prompt", "T", "--checkpoint", "1/3", "--text", "a.txt"],
            "excludes --text",
        ),
        (["--prompt", "T", "--samples", "0"], "'--samples': 0 is not in the range"),
        (["--length", "5"], "Missing option '--prompt'"),
        (["--prompt", "T", "--text", "none.txt"], "cannot read the text none.txt"),
    ],
)
def test_a_mistake_ends_in_a_sentence_and_prints_no_text(book, arguments, sentence):
    output = call(*arguments, fails=True)
    assert sentence in output
    assert output.startswith(("Error: ", "Usage: "))


def test_a_missing_checkpoint_is_refused(tiny):
    output = call("--prompt", "T", "--checkpoint", "2/3", fails=True)
    assert output.startswith("Error: no weights of checkpoint 2/3 in ")
    assert "`seqgraph reproduce 2.1` trains them" in output


def test_a_damaged_checkpoint_is_refused_and_left_alone(book):
    file = store.path(book(), ".safetensors")
    damaged = file.read_bytes()[:-5]
    file.write_bytes(damaged)
    output = call("--prompt", "T", fails=True)
    assert output.startswith(f"Error: {file}: truncated or not weights")
    assert file.read_bytes() == damaged


def test_a_text_that_nothing_has_learnt_from_is_refused(tiny, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("zyx" * 40)
    output = call("--prompt", "zyx", "--text", str(other), fails=True)
    assert output.startswith(f"Error: nothing has been learnt from {other} yet")
    assert f"`seqgraph learn {other}` does" in output


def test_the_help_says_how_tau_relates_to_temperature():
    assert "tau = 1 / temperature" in " ".join(call("--help").split())
