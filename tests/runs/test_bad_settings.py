"""More than ten thousand bad settings: each ends in one short sentence, and at once."""

import decimal
import json
import random

import numpy as np
import pytest
import torch

from seqgraph import report
from seqgraph.errors import LONGEST, InputError
from seqgraph.graphs.exhibits.communities import Communities
from seqgraph.graphs.experiment import Citations
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs.experiment import KINDS

report.sections()  # imports every kind
BOOK = [kind for kind in KINDS.values() if kind.__module__.startswith("seqgraph.")]
PLACES = [(kind, name) for kind in BOOK for name, _, _ in kind.settings()]
# None of these is what any setting may be.
NEVER = [
    None,
    [],
    [1, 2],
    {},
    {"a": 1},
    set(),
    (),
    b"bytes",
    object(),
    1j,
    decimal.Decimal(3),
    np.arange(3),
    np.array([[1.0]] * 2),
    torch.zeros(2),
    torch.zeros(0),
    float("nan"),
    float("inf"),
    -float("inf"),
    10**400,
    -(10**400),
    10**5000,
    2**64,
    10**10,
    -1,
    -0.5,
    "",
    "\0",
    "a\0b",
    "\ud800",
    "x" * 5000,
    "no/such/file",
    "../../etc",
    "a\nb",
    type,
    print,
    range(3),
]
SOMETIMES = [True, False, 0, 1, 2, 7, 1.0, 1.5, 1e-300, 1e300, 10**6, 10**9, "gat"]
PAIRS = 4000


def attempt(kind, **given):
    """The sentence with which settings are refused; None where they are a run's."""
    try:
        config = kind(**given)
    except InputError as error:
        said = str(error)
        assert "\n" not in said
        assert len(said) < 300 + LONGEST, said
        said.encode()  # it can be printed
        return said
    json.dumps(config.changed, allow_nan=False)
    assert len(config.slug) < 140
    assert "\0" not in config.slug
    return None


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Settings are only words: nothing may be written."""
    monkeypatch.chdir(tmp_path)
    yield
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", BOOK, ids=lambda kind: kind.__name__)
def test_what_no_setting_may_be_is_refused_in_a_sentence_that_names_it(kind):
    for name, _, _ in kind.settings():
        for value in NEVER:
            said = attempt(kind, **{name: value})
            assert said, (name, type(value))
            assert name in said


def test_odd_settings_together_are_refused_or_are_a_run():
    source, refused = random.Random(20), 0
    for _ in range(PAIRS):
        kind, name = source.choice(PLACES)
        other = source.choice(kind.settings())[0]
        values = {each: source.choice(NEVER + SOMETIMES) for each in (name, other)}
        refused += attempt(kind, **values) is not None
    assert 0 < PAIRS - refused < PAIRS / 2  # both ways were taken


def test_there_are_ten_thousand():
    assert len(PLACES) * len(NEVER) + PAIRS > 10_000


def test_no_size_is_beyond_what_would_answer():
    for kind, name in PLACES:
        default = getattr(kind(), name)
        if type(default) is int and name != "seed":
            assert attempt(kind, **{name: 10**6 + 1}), (kind, name)
        if name in ("layers", "depth", "heads", "parts"):  # each is a loop of ours
            assert attempt(kind, **{name: 1001}), (kind, name)


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (Citations, {"heads": 8}, "heads=8 is for layer='gat'; got 'gcn'"),
        (Citations, {"attend": 9}, "attend must be True or False; got 9"),
        (Citations, {"residual": 7}, "residual must be True or False; got 7"),
        (Citations, {"dropout": 1.0}, "dropout must be below 1; got 1.0"),
        (
            Citations,
            {"seed": 2**64},
            "seed must be at most 1000000000; got 18446744073709551616",
        ),
        (
            Communities,
            {"parts": 10**6},
            "parts must be at most 1000; got 1000000",
        ),
        (
            Communities,
            {"parts": 51, "nodes": 50},
            "parts must be at most nodes; got 51 and 50",
        ),
        (
            Palindromes,
            {"length": 10**9},
            "length must be at most 10000; got 1000000000",
        ),
    ],
)
def test_settings_that_were_once_accepted_are_refused(kind, given, sentence):
    assert attempt(kind, **given) == sentence


@pytest.mark.parametrize("on", [True, 1, np.int64(1)])
def test_on_and_off_keep_the_keys_of_one_and_nought(on):
    config = Citations(residual=on)
    assert config.residual is True
    assert str(config) == "Citations(residual=1)"
    assert config.key == Citations(residual=True).key
    off = {"attend": 0, "layer": "gat"}
    assert Citations(**off).slug.startswith("attend=0_layer=gat-")
