"""What a text in LaTeX opens and closes, on texts where one can see it; and what the
page says of the book."""

import re
from collections import defaultdict
from statistics import median

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.text import corpus, latex_study, units
from seqgraph.text.markup import KINDS, Opening, in_formula, openings


def of(kind, text):
    return [each.closed for each in openings(text) if each.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("{", "{a{b}}", [True, True]),
        ("{", "{a{b}", [True, False]),
        ("{", r"\{ \} { % }" + "\n}", [True]),
        ("{", "}{", [False]),
        ("$", r"$x$ \$ $y", [True, False]),
        ("$", "$x\n\ny$", [False, False]),  # the paragraph ends within
        ("$", "$x\ny$", [True]),
        ("$", r"\[ $x \]", [False]),
        (r"\[", r"\[ \] \] \[", [True, False]),
        (r"\begin", r"\begin{a}\begin{b}\end{b}\end{a}", [True, True]),
        (r"\begin", r"\begin{a}\begin{b}\end{a}\end{b}", [False, True]),
        (r"\begin", r"\begin{align*}\end{align}", [False]),
    ],
)
def test_what_is_closed(kind, text, expected):
    assert of(kind, text) == expected


@st.composite
def balanced(draw, depth=3):
    """A text that closes all it opens, and how much of each kind."""
    pairs = [("{", "}"), ("$", "$"), (r"\[", r"\]"), (r"\begin{q}", r"\end{q}")]
    text, counts = "", [0, 0, 0, 0]
    for _ in range(draw(st.integers(0, 3))):
        text += draw(st.sampled_from(["a ", r"\% ", r"\alpha ", r"\}", "x\n"]))
        kind = draw(st.integers(0, 3))
        within, more = draw(balanced(depth - 1)) if depth else ("", [0, 0, 0, 0])
        # A dollar sign within dollar signs would end them.
        if kind == 1 or more[1]:
            within, more = "b", [0, 0, 0, 0]
        text += pairs[kind][0] + within + pairs[kind][1]
        counts = [a + b for a, b in zip(counts, more, strict=True)]
        counts[kind] += 1
    return text, counts


@given(balanced())
def test_a_balanced_text_closes_all_it_opens(case):
    text, counts = case
    found = openings(text)
    assert [sum(o.kind == kind for o in found) for kind in KINDS] == counts
    assert all(each.closed for each in found)


@given(st.text("{}$ab\\[]\n%", max_size=40))
def test_spans_nest(text):
    """Any two lie apart or one within the other, and all within the text."""
    found = openings(text)
    assert len({each.start for each in found}) == len(found)
    for one in found:
        assert text.startswith(one.kind, one.start)
        assert one.start < one.end <= len(text)
        for other in found:
            if one.start < other.start < one.end:
                assert other.end <= one.end


def test_a_formula_ends_where_it_is_closed():
    text = r"a $x_{1}$ \$ {b} \[y\] \begin{align*}z\end{align*} \begin{list} $c"
    marked = "".join(c for c, m in zip(text, in_formula(text), strict=True) if m)
    assert marked == r"$x_{1}" + r"\[y" + "\\" + r"\begin{align*}z\end{align*" + "$c"
    assert openings("$a")[0] == Opening("$", 0, 2, closed=False)


def test_what_the_page_says_of_the_book(calculus):
    learnt, _ = corpus.split(calculus)
    assert rounded(latex_study.pieces(learnt)) == latex_study.BOOK
    for order, shares in latex_study.COUNTS.items():
        assert rounded(latex_study.by_counts(learnt, order)) == shares
    shown = {order: latex_study.by_counts(learnt, order) for order in (5, 10)}
    for who, texts in {"network": latex_study.written(), **shown}.items():
        found = [m for text in texts for m in re.findall(r"\\\[(.*?)\\\]", text, re.S)]
        known = sum(each.strip() in learnt for each in found)
        assert latex_study.RECITED[who] == known / len(found)
    lengths = defaultdict(list)
    for piece in latex_study.pieces(learnt):
        for each in openings(piece):
            if each.closed:
                lengths[each.kind].append(each.end - each.start)
    medians = {kind: median(each) for kind, each in lengths.items()}
    assert medians == latex_study.BETWEEN


def rounded(texts):
    return {kind: round(share, 3) for kind, share in latex_study.closed(texts).items()}


def test_the_unit_follows_formulae_in_what_was_not_learnt(calculus):
    pieces = latex_study.pieces(corpus.split(calculus)[1])
    values = units.cells(latex_study.network(), pieces)[:, :, [latex_study.FORMULA]]
    wanted = torch.tensor([in_formula(piece) for piece in pieces])
    found = units.correlations(values, wanted).item()
    assert round(found, 2) == latex_study.FORMULA_IN_BOOK
