"""What is counted of a text, on texts where one can count by hand."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.text import corpus, measures, networks_study, units, writing_study
from seqgraph.text.measures import Loop

ALPHABET = "abcdefghij"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("86N she said", " she said"), ("\n 'I will", " will"), ("word", ""), ("", "")],
)
def test_the_first_word_is_what_the_given_character_begins(text, expected):
    assert measures.after_first_word(text) == expected


@given(st.text(ALPHABET, max_size=20), st.text(ALPHABET, min_size=2, max_size=12))
def test_a_planted_loop_is_found(start, period):
    text = start + "#" + 20 * period
    found = measures.loop(text)
    assert found.onset == len(start) + 1 or text[found.onset - 1] == period[-1]
    assert len(period) % found.period == 0
    for i in range(found.onset, len(text) - found.period):
        assert text[i] == text[i + found.period]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he said to the wolf was the wolf was the wolf was", Loop(10, 13)),
        ("x" + "the " * 4, Loop(1, 4)),
        ("a wooden spoon", None),
        ("hmmmmmmmmmm", None),  # ten equal letters are too short
        ("a long sentence that never says the same again", None),
        ("", None),
    ],
)
def test_a_loop_repeats_twice_and_long_enough(text, expected):
    assert measures.loop(text) == expected


def test_a_loop_entered_at_another_place_is_the_same():
    period = "the fox and "
    entered = [20 * (period[k:] + period[:k]) for k in range(len(period))]
    rounds = {measures.one_round(text, measures.loop(text)) for text in entered}
    assert rounds == {" and the fox"}


def test_the_last_word_is_left_out_where_it_may_be_cut():
    known = {"the", "fox"}
    assert measures.whole_words("The fox ra") == ["the", "fox"]
    assert measures.real_words("The fox ra", known) == 1
    assert measures.real_words("The fux ran.", known) == pytest.approx(1 / 3)
    assert measures.distinct_words("the the fox the.") == 0.5
    assert math.isnan(measures.real_words("8 ...", known))
    assert math.isnan(measures.distinct_words("fo"))


def test_copied_counts_stretches():
    source = frozenset(measures.stretches("once upon a time"))
    assert measures.copied("once upon a time", source) == 1
    assert measures.copied("Once upon a time", source) == pytest.approx(6 / 7)
    assert measures.copied("quite another tale", source) == 0


def test_what_the_pages_say_of_the_book(grimm):
    first, last = corpus.split(grimm)
    own, known = measures.stretches(last), frozenset(measures.stretches(first))
    copied = sum(stretch in known for stretch in own) / len(own)
    assert copied == writing_study.BOOK_COPIED
    tales = corpus.tales(grimm)
    lengths = [
        len(list(run))
        for inside, run in itertools.groupby(units.in_speech(tales))
        if inside
    ]
    assert sum(length > 30 for length in lengths) == 1_425
    assert len(lengths) == 2_296
    assert max(map(len, tales.split("\n"))) == 75


def test_what_the_pages_say_of_pieces_of_the_book(grimm):
    first, last = corpus.split(grimm)
    known, n = set(corpus.words(first)), writing_study.LONGEST
    pieces = [last[k : k + n] for k in range(0, len(last) - n + 1, n)]
    later = [measures.after_first_word(piece) for piece in pieces]
    real = np.mean([measures.real_words(piece, known) for piece in later])
    distinct = np.mean([measures.distinct_words(piece) for piece in later])
    letters = [len(word) for piece in later for word in measures.whole_words(piece)]
    closed = [each.closed for piece in pieces for each in units.speeches(piece)]
    assert round(real, 3) == writing_study.BOOK_REAL
    assert round(distinct, 3) == writing_study.BOOK_DISTINCT
    short = [measures.after_first_word(piece[:30]) for piece in pieces]
    shorter = np.nanmean([measures.distinct_words(piece) for piece in short])
    assert round(distinct - shorter, 3) == networks_study.BOOK_GROWTH
    assert round(np.mean(letters), 2) == writing_study.BOOK_LETTERS
    assert round(np.mean(closed), 3) == writing_study.BOOK_CLOSED
    assert len(pieces) == writing_study.BOOK_PIECES
    looped = sum(measures.loop(piece) is not None for piece in pieces)
    assert looped == writing_study.BOOK_LOOPED
    ends = "".join(pieces).count("\n") / len("".join(pieces))
    assert round(1000 * ends, 1) == writing_study.BOOK_LINE_ENDS


def test_a_stretch_is_spelled_if_it_touches_no_invented_word():
    known = {"the", "old", "fox", "met"}
    assert measures.spelled("the old fox met", known) == 1
    assert measures.spelled("the old fox mxt", known) == 1  # perhaps cut off
    assert measures.spelled("The old fux met", known) == 0
    assert measures.spelled("the old fox fux.", known) == pytest.approx(3 / 7)


def test_speech_is_what_stands_between_quotation_marks():
    text = "He said: ‘Don’t.’ Then\nhe left. ‘And"
    marked = "".join(
        c for c, inside in zip(text, units.in_speech(text), strict=True) if inside
    )
    assert marked == "‘Don’t.‘And"


@given(st.text("‘’ab .\n", max_size=40))
def test_speeches_are_the_places_inside_a_quotation(text):
    inside = [0.0] * len(text)
    for start, end, closed in units.speeches(text):
        assert text[start] == "‘"
        assert closed == (end < len(text) and text[end] == "’")
        inside[start:end] = [1.0] * (end - start)
    assert inside == units.in_speech(text)


def test_distances_start_again_at_each_end():
    word, sentence, line = (
        units.PROPERTIES[f"characters since the last {what}'s end"]
        for what in ("word", "sentence", "line")
    )
    assert line("ab\ncd") == [0, 1, 0, 1, 2]
    assert word("ab c\nd") == [0, 1, 0, 1, 0, 1]
    assert sentence("a. b") == [0, 0, 1, 2]


def test_the_search_finds_a_planted_unit(model, monkeypatch):
    texts = ["‘A fox.’ A wolf met\n" * 10] * 4
    speech = torch.tensor([units.in_speech(text) for text in texts])
    noise = torch.randn(4, 200, 14, generator=torch.Generator().manual_seed(0))
    noise[..., 3] -= 5 * speech
    monkeypatch.setattr(units, "cells", lambda model, texts: noise)
    found = units.search(model, texts)["inside a quotation"]
    assert found.unit == 3
    assert found.correlation < -0.9
    assert found.typical < 0.2


def test_cells_are_those_of_one_pass(model):
    texts = ["A fox met a wolf.", "The wolf ate the "]
    codes = torch.tensor([[model.vocabulary.index(c) for c in t] for t in texts])
    _, (_, c) = model(codes)
    last = units.cells(model, texts)[:, -1]
    assert torch.allclose(last[:, :7], c[0].tanh(), rtol=0, atol=1e-12)
    assert torch.allclose(last[:, 7:], c[1].tanh(), rtol=0, atol=1e-12)
