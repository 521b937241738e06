"""Five thousand bad command lines: each ends in one sentence, writes nothing, and does
not hang."""

import os
import random
import signal
import sys

import pytest
from click.testing import CliRunner

from seqgraph import __main__, generating, report
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs.study import Study
from seqgraph.text.language_model import LanguageModel

COUNT, PATIENCE = 5000, 120  # command lines; seconds of a busy machine for one
# As an argument none of these is a section, a number in range, or a file.
JUNK = [
    "",
    " ",
    "-1",
    "0",
    "0.5",
    "nan",
    "1e999",
    "9" * 19,
    "9" * 400,
    "9" * 5000,
    "x" * 300,
    "x" * 5000,
    "a\nb",
    "\udcff",
    "\x1b[31m",
    "none/../such",
    "ß🦊",
    "17/16",
    "0/0",
    "%s{}",
    "--into",
]
FOLDERS = ["", "-", "x" * 300, "a/" * 3000, "file", "file/x", "full", "--device", "\0"]
TAU = ["", "0", "-1", "nan", "inf", "1e999", "x" * 5000, "--greedy"]


def faults(source):
    """Per command, a complete command line with something wrong in it."""
    junk = source.choice(JUNK)
    named = junk if junk.startswith("-") else f"./{junk}/none"
    chosen = source.choice(FOLDERS)
    anew = ["reproduce", "--retrain", "--into"]
    speak = ["generate", "--prompt", "ab"]
    return [
        [junk],
        [source.choice([*__main__.main.commands]), f"--{junk.strip('-')}!"],
        [source.choice(["check", "crate", "doctor"]), f"{junk}!"],
        ["check", source.choice(["--evaluate", "--clean"]), f"{junk}!"],
        ["list", junk],
        ["list", "0.1", junk],
        ["replay", junk, "--quick"],
        ["replay", "0.1", "--device", junk],
        ["reproduce", junk],
        ["reproduce", "0.1", "--jobs", junk],
        ["reproduce", "--device", junk],
        ["reproduce", "--shard", junk],
        ["reproduce", "--shard", "1/2", "--cluster", junk],
        ["reproduce", "--cluster", junk, "--retrain", "--into", "new"],
        ["reproduce", "--into", junk],
        ["reproduce", "--retrain", junk],
        [*anew, chosen],
        [*anew, "new", junk],
        [*anew, "new", "--device", junk],
        [*anew, "new", "--jobs", junk],
        [*anew, "new", "--shard", junk],
        [*anew, "new", "--shard", "1/2"],
        [*anew],
        ["generate", f"--{junk.strip('-')}"],
        ["generate", "--prompt", source.choice(["", "é", "x" * 5000, "\udcff", "a\n"])],
        [*speak, "--length", junk],
        [*speak, "--samples", junk],
        [*speak, "--seed", junk.replace("0", "-2")],
        [*speak, "--tau", source.choice(TAU)],
        [*speak, "--greedy", "--tau", "1"],
        [*speak, "--checkpoint", junk],
        [*speak, "--checkpoint", "1/3", "--text", "tale"],
        [*speak, "--text", named],
        [*speak, "--text", "tale", "--encoding", f"{junk}!"],
        [*speak, "--text", source.choice(["bytes", ".", "tale"])],
        ["learn"],
        ["learn", named],
        ["learn", "tale", named],
        ["learn", "tale", "--updates", junk],
        ["learn", "tale", "--encoding", f"{junk}!"],
        ["learn", source.choice(["bytes", "short", ".", "tale\0"])],
    ]


def below(folder):
    return sorted((place, *names) for place, _, names in os.walk(folder))


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with some files, an empty store, a book of one run, and a network that
    writes a, b and c."""
    tiny = Study("0.1", "Tiny", runs=[Palindromes(length=2, steps=1)])
    monkeypatch.setattr(report, "STUDIES", {tiny.number: "tiny"})
    monkeypatch.setattr(report, "_imported", {"tiny": tiny}.get)
    model = LanguageModel("abc", [], 4, 6, 2, dropout=0.0)
    monkeypatch.setattr(generating, "_of_tales", lambda stage: model)
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")
    monkeypatch.setitem(sys.modules, "distributed", None)  # nobody waits for an answer
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tale").write_text("A fox met a wolf. " * 20)
    (tmp_path / "short").write_text("A")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff" * 9)
    (tmp_path / "file").write_text("kept")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").write_text("kept")
    return tmp_path


@pytest.fixture
def patience():
    """Called before what must not take long; nothing where a system has no alarm."""
    if not hasattr(signal, "SIGALRM"):
        yield lambda: None
        return

    def late(*_):
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, late)
    yield lambda: signal.alarm(PATIENCE)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_every_bad_command_line_ends_in_one_sentence_and_writes_nothing(here, patience):
    source, runner, before = random.Random(20), CliRunner(), below(here)
    lines = [line for _ in range(COUNT // 40) for line in faults(source)]
    assert len(lines) >= COUNT
    for line in lines:
        patience()
        result = runner.invoke(__main__.main, line)
        said = [arg[:30] for arg in line], result.output[-600:], result.exception
        assert isinstance(result.exception, SystemExit), said
        assert result.exit_code in (1, 2), said
        *usage, sentence = result.output.rstrip("\n").split("\n")
        assert sentence.startswith("Error: "), said
        assert len(sentence) < 500, said
        assert "forbids training" not in sentence, said  # it was taken for a good one
        assert all(
            each.startswith(("Usage: ", "Try ", "shard ")) for each in usage if each
        ), said
        assert below(here) == before, said
