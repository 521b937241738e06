"""Configs: what is refused, and what a key depends on."""

import dataclasses
import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.errors import InputError
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs.experiment import whole

from .toy import Toy


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"cell": "lstmm"},
            "unknown cell 'lstmm'; one of: gru, lstm, lstm-gates-c, mingru, ",
        ),
        ({"length": 0}, "length must be a whole number, at least 1; got 0"),
        ({"length": 10.5}, "length must be a whole number, at least 1; got 10.5"),
        ({"length": 7}, "length must be even for palindromes, got 7"),
        ({"steps": -3}, "steps must be a whole number, at least 1; got -3"),
        ({"batch": "many"}, "batch must be a whole number, at least 1; got 'many'"),
        ({"hidden": 2.0}, "hidden must be a whole number, at least 1; got 2.0"),
        ({"embedding": True}, "embedding must be a whole number, at least 1; got True"),
        ({"lr": 0}, "lr must be a finite number greater than 0; got 0.0"),
        ({"lr": float("nan")}, "lr must be a finite number greater than 0; got nan"),
        (
            {"clip": float("inf")},
            "clip must be a finite number greater than 0; got inf",
        ),
        ({"seed": -1}, "seed must be a whole number, at least 0; got -1"),
    ],
)
def test_a_bad_setting_is_refused_in_a_sentence(settings, sentence):
    with pytest.raises(InputError) as refusal:
        Palindromes(**settings)
    assert str(refusal.value).startswith(sentence)


def test_the_key_is_what_the_design_says():
    text = '["Toy", {"lr": 0.5, "seed": 3}]'
    assert Toy(seed=3, lr=0.5).key == hashlib.sha256(text.encode()).hexdigest()[:12]
    assert Toy(seed=3, lr=0.5).slug == f"lr=0.5_seed=3-{Toy(seed=3, lr=0.5).key}"


@given(st.integers(0, 99), st.floats(0.001, 10), st.sampled_from(["blue", "red"]))
def test_equal_settings_have_equal_keys_and_others_do_not(seed, lr, colour):
    one = Toy(seed=seed, lr=lr, colour=colour)
    assert one.key == Toy(colour=colour, lr=np.float64(lr), seed=np.int64(seed)).key
    assert one.key != dataclasses.replace(one, seed=seed + 1).key


def test_a_whole_number_for_a_real_setting_is_the_same_setting():
    assert Toy(lr=1) == Toy(lr=1.0)
    assert Toy(lr=1).key == Toy(lr=1.0).key


def test_a_new_setting_with_a_default_changes_no_key():
    before = Toy(seed=3).key
    grown = dataclasses.make_dataclass(
        "Toy", [("depth", int, whole(1, "layers"))], bases=(Toy,), frozen=True
    )
    assert grown(seed=3).key == before


def test_every_setting_says_what_it_is():
    assert all(meaning for _, _, meaning in Palindromes.settings())
