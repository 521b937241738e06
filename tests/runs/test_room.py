"""Settings for which there is too little memory are refused before anything is
allocated, in one sentence; all others are not."""

import dataclasses
import functools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from seqgraph import report
from seqgraph.errors import InputError
from seqgraph.graphs.exhibits.choosing import Choosing
from seqgraph.graphs.experiment import Citations
from seqgraph.measure.memory import watched
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs import data, records, room, single, sweeps
from seqgraph.runs.experiment import KINDS
from seqgraph.text.own_text import OwnText, hold
from seqgraph.today.attended import AttendedPalindromes

from .toy import Toy

CPU = torch.device("cpu")
report.sections()  # imports every kind
TALE = hold("The fox met a wolf, and the wolf met a fox. " * 40, "tale.txt")
# With these, a kind needs no file.
AT_HAND = {"OwnText": {"text": TALE}}
READS = {"CharLM", "Tales", "StreamLM", "TextFloors"}  # the tales, to know its letters
PLACES = [
    (kind, name)
    for kind in KINDS.values()
    if kind.__module__.startswith("seqgraph.") and kind.__name__ not in READS
    for name, default, _ in kind.settings()
    if type(default) is int and name not in ("seed", "steps")
]


@pytest.fixture(scope="module", autouse=True)
def _each_model_is_made_once():
    """A thousand layers take half a second; a model's size is the same each time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(room, "needed", functools.cache(room.needed))
        yield


@st.composite
def runs_of_any_size(draw):
    """A run of any kind, one or two of whose sizes may be anything."""
    kind, name = draw(st.sampled_from(PLACES))
    names = [name, draw(st.sampled_from([n for k, n in PLACES if k is kind]))]
    size = st.one_of(st.integers(0, 12), st.integers(0, 10**6))
    values = {each: draw(size) for each in names}
    try:
        config = kind(**AT_HAND.get(kind.__name__, {}), **values)
        room.needed(config)
    except InputError:  # which is said before anything of memory
        return kind(**AT_HAND.get(kind.__name__, {}))
    return config


@given(runs_of_any_size())
@settings(max_examples=150)
def test_a_run_is_refused_just_where_it_takes_more_than_is_free(config):
    """Whatever its sizes: nothing is allocated, and nothing but memory decides."""
    takes = room.needed(config)
    assert 0 <= takes <= room.at_most(config)
    for free in (None, takes):
        room.ensure(config, free)
    if takes == 0:  # nothing is known of it
        return
    free = takes - 1
    with pytest.raises(InputError) as refused:
        room.ensure(config, free)
    said = str(refused.value)
    assert f"{config} takes at least {room.said(takes)} of memory" in said
    assert f"and {room.said(free)} are free" in said
    assert "\n" not in said
    assert len(said) < 400
    if "is to blame" in said:
        name, _, value = said.split("; ")[-1].split(" is to")[0].partition("=")
        assert str(config.changed[name]) == value


@given(runs_of_any_size(), st.data())
@settings(max_examples=100)
def test_a_larger_size_never_takes_less(config, drawn):
    sizes = [name for kind, name in PLACES if kind is type(config)]
    name = drawn.draw(st.sampled_from(sizes))
    if name in ("parts", "patience", "split", "paper"):  # these are no sizes
        return
    try:
        larger = dataclasses.replace(config, **{name: 2 * config.config[name]})
        takes = room.needed(larger)
    except InputError:
        return
    assert takes >= room.needed(config)


def test_no_run_of_the_book_is_refused_where_four_gigabytes_are_free():
    runs = {run for study in report.sections() for run in study.runs}
    kinds = {(run.kind, *sorted(run.changed.keys() - {"seed"})): run for run in runs}
    for run in kinds.values():
        here = run.kind[0] not in READS or all(map(data.find, run.data))
        if here and not isinstance(run, OwnText):
            assert room.needed(run) < 4e9, run


@pytest.mark.parametrize(
    "config",
    [
        Palindromes(hidden=128),
        Palindromes(cell="rnn", hidden=128),
        Palindromes(cell="gru", length=20, hidden=32, batch=500),
        Palindromes(reads="both-ways", hidden=64),
        AttendedPalindromes(width=32, inner=64, layers=3, batch=32),
        OwnText(text=TALE, hidden=200),
        OwnText(text=TALE, hidden=32, layers=4, batch=500),
        Choosing(nodes=20_000, layer="gat"),
    ],
    ids=str,
)
def test_what_is_said_is_what_a_run_takes_at_least(config):
    """Two updates, measured: the estimate is below, and not far."""
    with watched() as held:
        updates = iter(config.train(config.model(), CPU))
        next(updates), next(updates)
    assert held.peak / 8 < room.needed(config) < held.peak


def test_a_model_that_was_counted_leaves_nothing_behind():
    """What a model's making keeps for later must have its content."""
    for kind in (Citations, Palindromes):
        room.needed(kind())
        for weight in kind().model().parameters():
            assert weight.device == CPU


def test_a_run_that_is_too_large_is_told_and_the_others_are_trained(runs, monkeypatch):
    large = Palindromes(hidden=10**6)
    with pytest.raises(InputError, match=r"takes at least 6\d TB of memory") as told:
        sweeps.run([large, Toy()], jobs=1)
    assert "hidden=1000000 is to blame: with 256 it is" in str(told.value)
    assert records.load(Toy()) is not None
    with pytest.raises(InputError, match="hidden=1000000 is to blame"):
        single.train(large)
