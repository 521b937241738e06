"""Records and weights: they come back as they were, and what cannot be trusted is
refused and left alone."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seqgraph import report
from seqgraph.errors import InputError, RecordError
from seqgraph.runs import records, single, store, sweeps, weights
from seqgraph.runs.experiment import Experiment, register, whole
from seqgraph.runs.study import Study

from .toy import Toy


@pytest.fixture
def recorded(runs):
    """The file of one recorded run."""
    sweeps.run([Toy()])
    return store.path(Toy())


def test_a_record_comes_back_with_seven_digits(runs):
    _, record = single.train(Toy())
    records.save(record)
    back = records.load(Toy())
    assert back.config == Toy()
    assert back.provenance == record.provenance
    for new, old in zip(back.curves["loss"], record.curves["loss"], strict=True):
        assert new == pytest.approx(old, rel=5e-7)


def test_a_record_says_where_it_came_from(recorded):
    provenance = records.read(recorded).provenance
    assert provenance["torch"] == torch.__version__
    assert provenance["threads"] == 1
    assert {
        "commit",
        "src_modified",
        "python",
        "device",
        "device_name",
        "started",
    } <= provenance.keys()


def truncate(text: str) -> str:
    return text[: len(text) // 2]


def edit(text: str) -> str:
    content = json.loads(text)
    content["metrics"]["weight"] += 1
    return json.dumps(content)


def drop_the_digest(text: str) -> str:
    content = json.loads(text)
    del content["digest"]
    return json.dumps(content)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (truncate, "truncated or not a record"),
        (edit, "edited after it was written"),
        (drop_the_digest, "truncated or not a record"),
        (lambda text: "[]", "truncated or not a record"),
        (lambda text: "", "truncated or not a record"),
    ],
)
def test_a_damaged_record_is_named_refused_and_left_alone(recorded, damage, what):
    damaged = damage(recorded.read_text())
    recorded.write_text(damaged)
    for use in (
        lambda: records.load(Toy()),
        lambda: sweeps.sweep(Toy()),
        lambda: sweeps.trained(Toy()),
    ):
        with pytest.raises(RecordError, match=what) as refusal:
            use()
        assert str(recorded) in str(refusal.value)
    assert recorded.read_text() == damaged


def test_a_record_of_another_config_is_refused(recorded):
    other = store.path(Toy(seed=7))
    recorded.rename(other)
    with pytest.raises(RecordError, match=r"holds Toy\(\), which belongs in defaults-"):
        records.load(Toy(seed=7))


def test_a_default_that_was_changed_is_caught(recorded, monkeypatch):
    """The key of an all-default config stays; the stored config does not fit it any
    more."""
    monkeypatch.setattr(Toy.__dataclass_fields__["lr"], "default", 0.2)
    with pytest.raises(
        RecordError, match=r"holds Toy\(lr=0.1\), which belongs in lr=0.1-"
    ):
        records.load(Toy(lr=0.2))


def test_a_setting_that_does_not_exist_is_caught(recorded):
    content = json.loads(recorded.read_text())
    content["config"]["depth"] = 3
    del content["digest"]
    recorded.write_text(json.dumps({**content, "digest": records._digest(content)}))
    with pytest.raises(
        RecordError, match=r"its settings are not those of Toy: .*depth"
    ):
        records.load(Toy())


def test_experiments_may_share_a_base_which_is_none_itself(recorded):
    @dataclasses.dataclass(frozen=True)
    class Shared(Experiment):
        """Two of the methods that an experiment needs are missing."""

        model = Toy.model

    @register
    @dataclasses.dataclass(frozen=True)
    class Heir(Shared):
        steps: int = whole(5, "updates")
        train, evaluate = Toy.train, Toy.evaluate

    config = {"steps": 5}
    assert store.config_of(store.path(Heir()), "Heir", config) == Heir()
    with pytest.raises(RecordError, match=r"unknown experiment 'Shared'; .*Heir.*Toy"):
        store.config_of(recorded, "Shared", config)


def test_two_kinds_of_experiment_cannot_share_a_name():
    other = type("Toy", (Toy,), {"__module__": "elsewhere"})
    with pytest.raises(InputError, match="two kinds of experiment are called Toy"):
        register(other)


def test_a_record_that_is_there_is_never_overwritten(recorded):
    before = recorded.read_bytes()
    _, record = single.train(Toy())
    records.save(dataclasses.replace(record, metrics={"weight": 99.0}))
    assert recorded.read_bytes() == before
    assert list(recorded.parent.iterdir()) == [
        recorded
    ]  # and no temporary file stays behind


def test_a_store_that_cannot_be_written_is_refused_before_training(runs, monkeypatch):
    runs.write_text("a file, where a folder should be")
    monkeypatch.setenv("SEQGRAPH_RUNS", str(runs / "store"))
    monkeypatch.setattr(single, "train", None)  # training would now be a TypeError
    for use in (sweeps.sweep, sweeps.trained):
        with pytest.raises(InputError, match="cannot write to the run store"):
            use(Toy())


def test_weights_come_back_exactly(runs):
    first = sweeps.trained(Toy())
    again = sweeps.trained(Toy())
    assert torch.equal(first.weight, again.weight)
    assert not again.training
    assert records.load(Toy()).metrics["weight"] == pytest.approx(
        first.weight.sum().item(), rel=1e-6
    )


def cut(content: bytes) -> bytes:
    return content[:-4]


def flip_a_bit(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def change_the_config(content: bytes) -> bytes:
    return content.replace(b'\\"seed\\": 0', b'\\"seed\\": 1')


@pytest.mark.parametrize(
    "damage", [cut, flip_a_bit, change_the_config, lambda content: b""]
)
def test_damaged_weights_are_named_refused_and_left_alone(runs, damage):
    sweeps.trained(Toy())
    file = store.path(Toy(), ".safetensors")
    damaged = damage(file.read_bytes())
    assert damaged != file.read_bytes()
    file.write_bytes(damaged)
    with pytest.raises(
        RecordError, match=r"truncated or not weights|edited after it was written"
    ) as refusal:
        sweeps.trained(Toy())
    assert str(file) in str(refusal.value)
    assert file.read_bytes() == damaged


def test_weights_of_another_model_are_refused(runs, monkeypatch):
    weights.save(Toy(), torch.nn.Linear(4, 1))
    with pytest.raises(RecordError, match="weights of another model"):
        sweeps.trained(Toy())


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A checkout with one run of the book, a reader with a home, and no
    SEQGRAPH_RUNS."""
    monkeypatch.delenv("SEQGRAPH_RUNS", raising=False)
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    checkout = tmp_path / "checkout"
    with store.elsewhere(checkout / "runs"):
        sweeps.trained(Toy())
    monkeypatch.setattr(store, "checkout", lambda: checkout)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda _: tmp_path / "home")
    return tmp_path


def files(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@given(
    seeds=st.lists(st.integers(0, 5), min_size=1, max_size=4),
    how=st.sampled_from(["run", "trained", "threads"]),
)
@example(seeds=[0, 1, 2], how="pool")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_reader_trains_leaves_the_checkout_as_it_is(home, seeds, how):
    book = files(home / "checkout")
    configs = [Toy(seed=seed) for seed in seeds]
    if how == "trained":
        for config in configs:
            sweeps.trained(config)
    elif how == "threads":
        sweeps.run(configs, executor=ThreadPoolExecutor(2))
    else:
        sweeps.run(configs, jobs=1 if how == "run" else 2)
    assert files(home / "checkout") == book
    for config in configs:
        where = home / ("home/runs" if config.seed else "checkout/runs")
        assert store.path(config).parents[1] == where
        assert records.load(config).config == config


def test_the_book_is_made_into_the_checkout(home, monkeypatch):
    """And what a reader has trained does not count as the book's."""
    study = Study("0.1", "Toys", runs=[Toy(), Toy(seed=1)])
    sweeps.trained(Toy(seed=1))
    monkeypatch.setattr(report, "sections", lambda *_: [study])
    assert len(report.problems()) == 1
    report.reproduce(study, "cpu", 1)
    assert report.problems() == []
    assert len(files(home / "checkout")) == 3


def test_without_a_checkout_the_reader_has_a_store_all_the_same(home, monkeypatch):
    monkeypatch.setattr(store, "checkout", lambda: None)
    sweeps.trained(Toy())
    assert store.path(Toy()).is_relative_to(home / "home")
