"""Names on disk: short ASCII that every system accepts, whatever the settings hold; and
what was named otherwise before is still found."""

import dataclasses
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqgraph import report
from seqgraph.runs import records, single, store, sweeps, weights
from seqgraph.runs.experiment import Experiment, register, whole
from seqgraph.text.experiment import CharLM

from .toy import Toy


def free(default: str):
    return dataclasses.field(
        default=default, metadata={"doc": "any text", "check": lambda *_: None}
    )


@register
@dataclasses.dataclass(frozen=True)
class Labelled(Experiment):
    """An experiment with settings that are any text at all."""

    steps: int = whole(3, "updates")
    place: str = free("")
    other: str = free("")
    model, train, evaluate = Toy.model, Toy.train, Toy.evaluate
    seed, lr, pause = 0, 0.1, 1e-9


PARTS = st.text(min_size=1, max_size=120)
PATHS = st.builds(
    lambda start, folders, mark, name, end: start + mark.join([*folders, name]) + end,
    st.sampled_from(["", "/", "C:\\", "\\\\server\\", "../"]),
    st.lists(PARTS, max_size=6),
    st.sampled_from(["/", "\\"]),
    st.one_of(PARTS, st.sampled_from(["CON", "nul.txt", "a:b", "x. ", "書.txt", "~"])),
    st.sampled_from(["", "#0123456789ab"]),
)


@given(PATHS, PATHS, st.integers(1, 10**6))
def test_a_name_is_short_ascii_that_every_system_accepts(place, other, steps):
    config = Labelled(place=place, other=other, steps=steps)
    # The longest that is ever made of it, as a temporary file.
    name = f"{config.slug}.safetensors"
    assert re.fullmatch(r"[A-Za-z0-9_.=+-]+", name)
    assert len(name) <= 150
    assert not name.startswith((".", "-"))
    assert config.slug.endswith(f"-{config.key}")
    # Reserved under Windows, whatever the ending.
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1"}


WORDS = st.text("abcdefghijkmnopqrstuvwyz", min_size=4, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=4, unique=True), st.sampled_from("/\\"))
def test_no_folder_is_named(folders, mark):
    place = mark.join(["", *(f"X{folder}X" for folder in folders), "tale.txt"])
    assert "X" not in Labelled(place=place).slug.rpartition("-")[0]
    assert "tale.txt" in Labelled(place=place).slug


@given(place=st.text(st.characters(), max_size=120))
@settings(max_examples=25)
def test_any_setting_is_recorded_and_found(place, tmp_path_factory):
    with store.elsewhere(tmp_path_factory.mktemp("runs")):
        config = Labelled(place=place)
        _, record = single.train(config)
        records.save(record)
        assert records.load(config).config == config


@pytest.mark.parametrize("suffix", [".json", ".safetensors"])
@pytest.mark.parametrize("old", ["place=-home-eva-书#abc", "x" * 120, "", "a b"])
def test_a_run_that_was_named_otherwise_is_found_by_its_key(runs, old, suffix):
    sweeps.trained(Toy())
    file = store.path(Toy(), suffix)
    older = file.with_name(f"{old}-{Toy().key}{suffix}")
    file.rename(older)
    assert store.path(Toy(), suffix) == older
    load = records.load if suffix == ".json" else weights.load
    assert load(Toy()) is not None
    assert store.path(Toy(seed=1), suffix) != older


def test_a_record_of_a_text_by_its_path_keeps_its_key():
    """What `seqgraph generate --text` wrote before it learnt to name texts."""
    config = CharLM(text="/home/eva/tale.txt#e58a49bfc1d4")
    assert config.key == "883595d46292"
    assert "eva" not in config.slug


def test_the_runs_of_the_book_keep_their_names():
    report.sections()  # imports every kind
    folder = Path(__file__).parents[2] / "runs"
    for file in (
        sorted(folder.glob("CharLM/*.json"))
        + sorted(folder.glob("Citations/*.json"))[::40]
    ):
        content = json.loads(file.read_text("utf-8"))
        config = store.config_of(file, content["experiment"], content["config"])
        assert file.stem == config.slug
