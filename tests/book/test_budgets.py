"""What the built book may weigh."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from .test_pages import PAGES

pytestmark = pytest.mark.book

MEGABYTE = 1_000_000


def test_the_book_weighs_at_most_60_megabytes(html):
    files = [file for file in html.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 60 * MEGABYTE


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_its_images_weighs_at_most_3_megabytes(name, html):
    page = html / f"{name}.html"
    images = {
        (page.parent / urlsplit(image["src"]).path).resolve()
        for image in BeautifulSoup(page.read_text(), "html.parser").select("img[src]")
    }
    assert sum(file.stat().st_size for file in [page, *images]) <= 3 * MEGABYTE


@pytest.mark.parametrize("name", PAGES)
def test_what_lives_in_a_page_loads_at_most_40_kilobytes_before_it_is_asked(name, html):
    page = html / f"{name}.html"
    soup = BeautifulSoup(page.read_text(), "html.parser")
    loaded = {
        (page.parent / urlsplit(address).path).resolve()
        for each in soup.select("script[src], link[href]")
        if "live/" in (address := each.get("src") or each["href"])
    }
    assert not any(file.parent.name == "weights" for file in loaded)
    assert sum(file.stat().st_size for file in loaded) < 40_000


def test_every_image_is_on_a_page(html):
    """Those of earlier builds would be published for nobody."""
    pages = "".join(page.read_text() for page in html.rglob("*.html"))
    images = {file.name for file in (html / "_images").iterdir()}
    assert {name for name in images if name not in pages} == set()
