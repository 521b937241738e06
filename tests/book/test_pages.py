"""Every page as a reader without a network sees it, on a desktop and on a phone."""

import re

import pytest
import yaml

from .conftest import ROOT

pytestmark = pytest.mark.book

CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text())
PAGES = [
    CONTENTS["root"],
    *(chapter["file"] for part in CONTENTS["parts"] for chapter in part["chapters"]),
]

ALL_DRAWN = """() => [...document.querySelectorAll('.math')].every(
  e => e.querySelector('mjx-container'))"""

# What is wider than its box and cannot be scrolled into sight, and what of an equation
# lies left of its box.
CUT_OFF = """() => {
  const all = selector => [...document.querySelectorAll('article ' + selector)];
  const left = e => e.getBoundingClientRect().left;
  const cut = [
    ...all('*:not(mjx-assistive-mml, mjx-assistive-mml *)')
      .filter(e => getComputedStyle(e).overflowX == 'hidden')
      .filter(e => e.scrollWidth > e.clientWidth + 1),
    ...all('.math mjx-c').filter(e => left(e) < left(e.closest('.math')) - 1),
  ];
  return cut.map(e => e.closest('div, p, span').textContent.slice(0, 80));
}"""


@pytest.fixture
def screen(context, request):
    """A browser page without a network; it keeps its requests and its complaints."""
    screen = context(request.param).new_page()
    screen.requested, screen.complaints = [], []
    screen.on("request", lambda asked: screen.requested.append(asked.url))
    screen.on(
        "requestfailed",
        lambda asked: screen.complaints.append(f"{asked.url}: {asked.failure}"),
    )
    screen.on(
        "console",
        lambda line: (
            screen.complaints.append(line.text) if line.type == "error" else None
        ),
    )
    screen.on("pageerror", lambda error: screen.complaints.append(str(error)))
    yield screen
    screen.close()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("screen", [1280, 360], indirect=True)
def test_a_page_reads_without_a_network(page, screen, html):
    screen.goto(f"file://{html}/{page}.html")
    screen.wait_for_function(ALL_DRAWN)
    assert screen.locator("mjx-merror, [data-mjx-error]").count() == 0
    assert screen.locator(".math").count() == screen.locator("mjx-container").count()

    for image in screen.locator("main img").all():
        assert image.evaluate("i => i.complete && i.naturalWidth > 0")
        assert not re.fullmatch(r"\S*", image.get_attribute("alt"))

    screen.evaluate("window.scrollTo(1000, 0)")
    assert screen.evaluate("window.scrollX") == 0
    assert (
        screen.evaluate("document.documentElement.scrollWidth")
        <= screen.viewport_size["width"]
    )

    assert screen.evaluate(CUT_OFF) == []

    assert not [
        url
        for url in screen.requested
        if not url.startswith(("file:", "data:", "blob:"))
    ]
    assert not screen.complaints


@pytest.mark.parametrize("screen", [1280], indirect=True)
def test_the_search_finds_a_word(screen, html):
    screen.goto(f"file://{html}/search.html?q=palindromes")
    found = screen.locator("#search-results li a").first
    found.click()
    screen.wait_for_load_state()
    assert "/notebooks/" in screen.url
    assert "palindromes" in screen.locator("article").inner_text()
    assert not screen.complaints
