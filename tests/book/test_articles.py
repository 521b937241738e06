"""The articles: their numbers against the records, read in another way; their sources,
and the PDFs."""

import json
import re
import runpy
import shutil
import statistics

import pytest
import yaml
from pypdf import PdfReader

from .conftest import ROOT, run

ARTICLE = runpy.run_path(str(ROOT / "article" / "build.py"))


def test_a_name_without_a_value_and_a_value_without_a_name_are_refused():
    with pytest.raises(KeyError, match="unheard"):
        ARTICLE["fill"]("a <<unheard>> of", {})
    names = {
        name: "1"
        for kind in ("yaml", "tex")
        for name in ARTICLE["PLACE"].findall(
            (ROOT / "article" / f"peepholes.{kind}").read_text()
        )
    }
    metadata, body = ARTICLE["sources"]("peepholes", names)
    assert "<<" not in metadata + body
    with pytest.raises(ValueError, match="no text has unasked"):
        ARTICLE["sources"]("peepholes", {**names, "unasked": "1"})


@pytest.mark.book
def test_the_articles_say_what_the_records_hold():
    if not shutil.which("latexmk"):
        pytest.skip("needs LaTeX: `make debian`")
    done = run("python", "article/build.py")
    assert done.returncode == 0, done.stdout
    texts = {}
    for name in ARTICLE["ARTICLES"]:
        out = ROOT / "_build" / "article" / name
        pages = PdfReader(out / "article.pdf").pages
        assert 2 <= len(pages) <= 4
        texts[name] = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "??" not in texts[name]
        metadata = yaml.safe_load((out / "metadata.yaml").read_text())
        # Words are hyphenated and formulas set: numbers are what can be compared.
        for number in re.findall(r"\d+\.\d+", metadata["abstract"]):
            assert number in texts[name]
        log = (out / "article.log").read_text(errors="replace")
        assert "undefined" not in log
        assert "Missing character" not in log

    records = [json.loads(file.read_text()) for file in ROOT.glob("runs/Citations/*")]
    gat = [
        100 * record["metrics"]["accuracy"]
        for record in records
        if record["config"]["layer"] == "gat"
        and record["config"]["graph"] == "cora"
        and not record["config"].get("projected")
        and record["config"]["steps"] == 10_000
        and record["config"].get("attend", 1)
        and not record["config"].get("split")
    ]
    assert len(gat) == 100
    mean, sd = statistics.mean(gat), statistics.stdev(gat)
    assert f"GAT Cora {mean:.1f} ± {sd:.1f} 83.0" in texts["citation_graphs"]
