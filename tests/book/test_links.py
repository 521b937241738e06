"""Every link and every file that a page names."""

from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from .conftest import ROOT

pytestmark = pytest.mark.book


@cache
def parse(page):
    return BeautifulSoup(page.read_text(), "html.parser")


def pages(folder):
    """All HTML below, but for what came with the theme and with MathJax."""
    return sorted(
        page
        for page in folder.rglob("*.html")
        if "_static" not in page.relative_to(folder).parts
    )


@cache
def places(page):
    """The names that a link to the page may end in."""
    return {tag["id"] for tag in parse(page).find_all(id=True)}


def targets(page):
    return [
        tag[name]
        for name in ("href", "src", "action")
        for tag in parse(page).find_all(attrs={name: True})
    ]


def dead(page, target, folder):
    """Why a link leads nowhere, or None."""
    link = urlsplit(target)
    if link.scheme:
        sound = link.scheme == "https" and "." in link.netloc
        return None if sound else "neither a file nor https"
    if link.netloc:
        return "no scheme"
    file = (page.parent / unquote(link.path)).resolve() if link.path else page
    if not file.is_relative_to(folder) or not file.is_file():
        return "no such file"
    if link.fragment and unquote(link.fragment) not in places(file):
        return "no such place"
    return None


def test_every_link_leads_somewhere(html):
    found = {page: targets(page) for page in pages(html)}
    assert sum(map(len, found.values())) > 1000
    mistakes = [
        f"{page.relative_to(html)}: {target}: {why}"
        for page, links in found.items()
        for target in links
        if (why := dead(page, target, html))
    ]
    assert mistakes == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("nowhere.html", "no such file"),
        ("index.html#nowhere", "no such place"),
        ("#nowhere", "no such place"),
        ("../../_config.yml", "no such file"),
        ("http://example.org", "neither a file nor https"),
        ("//example.org/x", "no scheme"),
        ("https://example", "neither a file nor https"),
    ],
)
def test_a_dead_link_is_noticed(target, why, html):
    assert dead(html / "book" / "index.html", target, html) == why


def test_no_name_is_given_twice_on_a_page(html):
    for page in pages(html):
        names = [tag["id"] for tag in parse(page).find_all(id=True)]
        assert len(names) == len(set(names)), page


def test_what_leads_outside_is_listed(html):
    # No test has a network: the list is left in _build, for whoever wants to try them.
    outside = sorted(
        {
            target
            for page in pages(html)
            for target in targets(page)
            if urlsplit(target).scheme
        }
    )
    (ROOT / "_build" / "external_links.txt").write_text("\n".join([*outside, ""]))
    assert any("doi.org" in link for link in outside)


def test_every_reference_can_be_followed(html):
    entries = parse(html / "book" / "references.html").select(".citation")
    assert len(entries) > 10
    assert [entry.get_text() for entry in entries if not entry.find("a")] == []
