"""The printed editions: one for paper, typeset by XeLaTeX, and a tagged one, printed by
Chromium."""

import re
import shutil
import subprocess
import unicodedata
from urllib.parse import urlsplit

import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from .conftest import ROOT, building, run

pytestmark = pytest.mark.book

TITLE = "Recurrent and Graph Neural Networks, Re-run"
EDITIONS = {"latex": "seqgraph.pdf", "singlehtml": "seqgraph-tagged.pdf"}  # by folder
SEVEN_MILLIMETRES = 20  # points; the margin has far more


@pytest.fixture(scope="module")
def build(html):
    """The folder of what was built, with both editions: those that `make pdf` has made,
    if the pages say that they are of today's book."""
    for program, package in {
        "chromium": "chromium",
        "latexmk": "latexmk",
        "xelatex": "texlive-xetex",
        "pdftotext": "poppler-utils",
    }.items():
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}; on Debian: apt-get install {package}")
    if all((html / name).exists() for name in EDITIONS.values()):
        return ROOT / "_build"
    with building() as build:
        # Latexmk remembers a failure.
        shutil.rmtree(build / "latex", ignore_errors=True)
        for script, *arguments in (
            ("build.py", "--builder", "pdflatex"),
            ("build.py", "--builder", "singlehtml"),
            ("print.py",),
            ("build.py",),
        ):
            built = run("python", f"book/{script}", *arguments)
            assert built.returncode == 0, built.stdout
        return build


@pytest.fixture(scope="module", params=["latex", "singlehtml"])
def pdf(request, build):
    return build / request.param / "report.pdf"


@pytest.fixture(scope="module")
def page(build):
    """The page that the tagged edition was printed from."""
    text = (build / "singlehtml" / "index.html").read_text()
    return BeautifulSoup(text, "html.parser")


@pytest.fixture(scope="module")
def tagged(build):
    return PdfReader(build / "singlehtml" / "report.pdf")


def text_of(pdf):
    return subprocess.check_output(["pdftotext", pdf, "-"], text=True)


def test_an_edition_lacks_neither_glyph_nor_reference(pdf):
    text = text_of(pdf)
    assert "palindrome" in text
    assert "??" not in text
    assert "\ufffd" not in text


def test_latex_has_every_glyph_and_reference_and_keeps_to_the_page(build):
    log = (build / "latex" / "report.log").read_text(errors="replace")
    log = log.replace("\n", " ")  # TeX breaks its lines anywhere
    assert "Missing character" not in log
    assert not re.search(
        r"(Reference|Citation|Hyper reference) .{0,200}? undefined", log
    )
    too_wide = re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", log)
    assert [width for width in too_wide if float(width) > SEVEN_MILLIMETRES] == []


def test_an_edition_says_what_it_is(pdf):
    reader = PdfReader(pdf)
    assert TITLE in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    outline = flat(reader.outline)
    for chapter in ("1.1 Gradients of a vanilla RNN", "References", "Limits"):
        assert chapter in outline


def flat(outline):
    return [
        title
        for entry in outline
        for title in (flat(entry) if isinstance(entry, list) else [entry.title])
    ]


def test_every_link_in_an_edition_leads_somewhere(pdf):
    reader = PdfReader(pdf)
    places = reader.named_destinations
    pages = {page.indirect_reference.idnum for page in reader.pages}
    inside = outside = 0
    for page in reader.pages:
        for link in page.get("/Annots", ()):
            link = link.get_object()
            if link["/Subtype"] != "/Link":
                continue
            action = link.get("/A", {}).get_object() if "/A" in link else {}
            if "/URI" in action:
                assert urlsplit(action["/URI"]).scheme == "https", action["/URI"]
                outside += 1
                continue
            place = link.get("/Dest", action.get("/D"))
            place = place.get_object()
            if isinstance(place, ArrayObject):
                assert place[0].idnum in pages
            else:
                assert str(place) in places, place
            inside += 1
    assert inside > 50
    assert outside > 10


def test_paper_has_running_heads_and_page_numbers(build):
    chapter = "1.3 An LSTM learns binary palindromes"
    sheets = [
        sheet.split("\n\n")
        for sheet in text_of(build / "latex" / "report.pdf").split("\f")
    ]
    heads = [sheet for sheet in sheets if any(chapter in line for line in sheet[:2])]
    assert len(heads) > 3
    assert all(re.search(r"^\d+$", "\n".join(sheet), re.MULTILINE) for sheet in heads)


def test_paper_is_short_and_no_page_is_nearly_empty(build, tmp_path):
    pdf = build / "latex" / "report.pdf"
    reader = PdfReader(pdf)
    assert len(reader.pages) <= 130
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    parts = {part["caption"] for part in contents["parts"]}
    begun = [
        reader.get_destination_page_number(entry)
        for entry in reader.outline
        if not isinstance(entry, list) and entry.title in parts
    ]
    assert len(begun) == len(parts)
    # Cover, its back, the contents; the last page of a part if the next begins anew.
    may_be_empty = {0, 1, 2, len(reader.pages) - 1, *(page - 1 for page in begun)}
    subprocess.check_call(["pdftoppm", "-r", "24", "-gray", pdf, tmp_path / "page"])
    for number, image in enumerate(sorted(tmp_path.glob("*.pgm"))):
        _, size, _, grey = image.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        page = np.frombuffer(grey, np.uint8).reshape(height, width)
        body = page[int(0.085 * height) : int(0.915 * height)]  # no head, no foot
        (used,) = (body < 200).any(1).nonzero()
        if number not in may_be_empty:
            assert used.max(initial=0) > len(body) / 4, f"page {number + 1}"


def test_paper_leaves_out_what_the_screen_folds_away(build):
    paper, screen = (
        flat(PdfReader(build / folder / "report.pdf").outline)
        for folder in ("latex", "singlehtml")
    )
    for folded in ("What the original report said", "Run it again"):
        assert folded not in paper
        assert folded in screen
    for kept in ("Check yourself", "Solutions", "The original, claim by claim"):
        assert kept in paper
    stub = "yours to write"
    assert stub not in (build / "latex" / "report.tex").read_text()
    assert stub in (build / "singlehtml" / "index.html").read_text()


def test_figures_on_paper_are_drawings(build):
    tex = (build / "latex" / "report.tex").read_text()
    figures = re.findall(
        r"\\sphinxincludegraphics(?:\[.*?\])?\{\{(.*?)\}(\.\w+)\}", tex
    )
    assert len(figures) > 20
    assert {suffix for _, suffix in figures} == {".pdf"}


def structure(node):
    """Every element of a PDF's tree of tags."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from structure(child)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from structure(node["/K"])


def test_the_tagged_edition_has_tags_for_what_the_page_has(tagged, page):
    root = tagged.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    elements = list(structure(root["/StructTreeRoot"]))
    kinds = [element.get("/S") for element in elements]
    article = page.find("article")
    for kind, selector in {"/H3": "h3", "/Table": "table", "/TH": "th"}.items():
        assert kinds.count(kind) >= len(article.select(selector)), kind
    figures = [element for element in elements if element.get("/S") == "/Figure"]
    alternatives = [" ".join(str(figure["/Alt"]).split()) for figure in figures]
    images = {" ".join(image["alt"].split()) for image in article.select("img")}
    assert images <= set(alternatives)
    assert r"\hat{y}" in " ".join(alternatives)  # of equations, their TeX
    formulas = article.select(".math")
    assert len(alternatives) >= len(formulas) + len(article.select("img"))


def test_the_tagged_edition_has_every_character_of_the_page(build, browser):
    """And nothing runs off the paper, neither code nor equations."""
    context = browser.new_context(
        offline=True, viewport={"width": 657, "height": 971}, color_scheme="light"
    )
    screen = context.new_page()
    screen.goto((build / "singlehtml" / "index.html").as_uri())
    screen.emulate_media(media="print")
    screen.wait_for_function(
        "() => [...document.querySelectorAll('.math')].every("
        "e => e.querySelector('mjx-container'))"
    )
    shown = screen.locator("article").inner_text()
    cut = screen.evaluate(
        "() => [...document.querySelectorAll('article pre, article table, article img,"
        " article mjx-container')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 200))"
    )
    context.close()
    assert cut == []
    printed = text_of(build / "singlehtml" / "report.pdf")
    # The letters of formulas are plain ones in the file.
    shown, printed = (unicodedata.normalize("NFKC", text) for text in (shown, printed))
    assert {c for c in shown if c.isprintable() and not c.isspace()} <= set(printed)


def test_no_furniture_of_the_screen_is_printed(build):
    printed = text_of(build / "singlehtml" / "report.pdf")
    for furniture in ("Skip to main content", "Back to top", "Show code cell source"):
        assert furniture not in printed


def offered(page):
    """Where the links of a page's side bar to the PDFs lead."""
    text = BeautifulSoup(page.read_text(), "html.parser")
    links = text.select('nav[aria-label="The book as PDF"] a')
    return {(page.parent / link["href"]).resolve() for link in links}


def test_the_pages_offer_both(build):
    beside = {build / "html" / name: folder for folder, name in EDITIONS.items()}
    assert offered(build / "html" / "book" / "index.html") == set(beside)
    for copy, folder in beside.items():
        assert copy.read_bytes() == (build / folder / "report.pdf").read_bytes()
