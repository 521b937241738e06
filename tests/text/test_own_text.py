"""The course's two other texts, where they are: what the page says of them."""

import pytest

from seqgraph.runs import data
from seqgraph.text import own_study, own_text
from seqgraph.text.own_text import COURSE, OwnText


@pytest.mark.parametrize("name", COURSE)
def test_the_courses_texts_are_named_by_what_they_hold(name):
    if data.find(COURSE[name][0]) is None:
        pytest.skip(f"needs {COURSE[name][0]}; set SEQGRAPH_DATA")
    text = OwnText(text=name).content()
    assert own_text.named(text, name.partition("#")[0]) == name
    assert not text.startswith("\ufeff")
    if name in own_study._LEARNT:
        assert own_study._LEARNT[name] == len(OwnText(text=name).parts()[1])
