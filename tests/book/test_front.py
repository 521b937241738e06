"""The front page says how to cite; CITATION.cff says it to programs."""

import re

import yaml

import seqgraph

from .conftest import ROOT


def test_the_bibtex_entry_says_what_the_citation_file_says():
    text = (ROOT / "book" / "index.md").read_text()
    entry = dict(re.findall(r"^  (\w+) += \{+([^{}]+)\}", text, re.MULTILINE))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert entry == {
        "author": citation["authors"][0]["name"],
        "title": citation["title"],
        "version": citation["version"],
        "year": config["copyright"],
        "license": citation["license"],
    }
    assert citation["version"] == seqgraph.__version__
