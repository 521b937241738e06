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
