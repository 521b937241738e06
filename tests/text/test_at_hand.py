"""Texts that are on every machine: their names hold what they are."""

import unicodedata

import pytest

from seqgraph.errors import MissingData
from seqgraph.text import at_hand, corpus, signs_study


@pytest.mark.parametrize("name", at_hand.TEXTS)
def test_another_version_is_refused(name, monkeypatch):
    another = at_hand.TEXTS[name]._replace(made=lambda: "another text")
    monkeypatch.setitem(at_hand.TEXTS, name, another)
    with pytest.raises(MissingData, match="another version is installed"):
        corpus.read(name)


def test_the_names_are_unicodes_own():
    try:
        names = corpus.read(at_hand.UNICODE).splitlines()
    except MissingData as error:
        pytest.skip(str(error))
    symbols = {unicodedata.lookup(name) for name in names}
    assert len(symbols) == len(names) == signs_study.READ
    assert {unicodedata.category(symbol) for symbol in symbols} == {"So"}
    assert not any(name.upper().startswith(at_hand.NUMBERED) for name in names)
    # No order: the last tenth, which is held out, has its share of a large family.
    radicals = [name.startswith("kangxi radical") for name in names]
    assert sum(radicals) == 214
    assert 10 < sum(radicals[-566:]) < 35
