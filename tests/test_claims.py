"""The statements of the original report: each verdict follows from what is measured
today, and each points to a section that is there."""

import re
from pathlib import Path

import pytest
from myst_parser.mdit_to_docutils.base import default_slugify

from seqgraph.claims import lstm
from seqgraph.claims.registry import (
    CLAIMS,
    CONFIRMED,
    NOT_TESTABLE,
    QUESTIONS,
    VerdictError,
    claim,
    listing,
)
from seqgraph.errors import InputError
from seqgraph.recurrent import study

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.fixture(autouse=True)
def _no_training(monkeypatch):
    monkeypatch.setenv("SEQGRAPH_TRAIN", "0")


@pytest.mark.parametrize("entry", CLAIMS, ids=lambda c: f"{c.number}-{c.question}")
def test_a_verdict_follows_from_what_is_measured(entry):
    sentence = entry.measured()
    assert sentence.endswith(".")
    assert not re.search(r"\b(nan|inf)\b", sentence)


def sections(page: str) -> set[str]:
    """The anchors of a notebook's headings."""
    text = (NOTEBOOKS / f"{page}.md").read_text()
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, flags=re.MULTILINE)
    return {default_slugify(heading) for heading in headings}


@pytest.mark.parametrize("evidence", sorted({c.evidence for c in CLAIMS if c.evidence}))
def test_the_evidence_is_a_section_of_the_book(evidence):
    page, section = evidence.split("#")
    assert section in sections(page)


def test_the_page_lists_every_question_in_order():
    text = (NOTEBOOKS / "claims.md").read_text()
    assert re.findall(r'^listing\("(.+)"\)$', text, re.MULTILINE) == list(QUESTIONS)
    assert re.findall(r"^## (\d\S+) ", text, re.MULTILINE) == list(QUESTIONS)
    asked = list(dict.fromkeys(c.question for c in CLAIMS))
    assert asked == list(QUESTIONS)


def test_records_that_say_the_opposite_overturn_the_verdict(monkeypatch):
    """Exchange the two cells' runs: the LSTM is then the faster one."""
    other, recorded = {"lstm": "peephole", "peephole": "lstm"}, study.runs_of
    swapped = [(peephole, lstm) for lstm, peephole in study.ten_pairs()]
    monkeypatch.setattr(study, "runs_of", lambda cell, n: recorded(other[cell], n))
    monkeypatch.setattr(study, "ten_pairs", lambda: swapped)
    for entry in (lstm.lstm_is_faster, lstm.lstm_is_better):
        with pytest.raises(VerdictError, match=entry.verdict):
            entry.measured()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1.1", CONFIRMED), "has a verdict and no evidence"),
        (("1.1", "true", "1_1_vanilla_rnn#limits"), "unknown verdict 'true'"),
        (("9.9", NOT_TESTABLE), "unknown question '9.9'"),
    ],
)
def test_an_entry_without_evidence_verdict_or_question_is_refused(arguments, message):
    before = list(CLAIMS)

    def statement():
        """A statement."""

    with pytest.raises(InputError, match=message):
        claim(*arguments)(statement)
    assert before == CLAIMS


def test_an_entry_without_a_statement_is_refused():
    before = list(CLAIMS)
    with pytest.raises(InputError, match="has no docstring"):
        claim("1.1", NOT_TESTABLE)(lambda: (True, "Nothing."))
    assert before == CLAIMS


def test_a_row_has_statement_verdict_measurement_and_link():
    text = listing("3.2").data
    assert text.count("**[Confirmed.]{.verdict .confirmed}**") == 3
    assert "[](/notebooks/3_2_example_graph.md#a-the-matrix)" in text
    assert "36 of 36 entries" in text
