from contextlib import contextmanager

import pytest

from ..conftest import of_all_processes
from . import site


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The folder of the small book's built pages, built once: see TOGETHER."""
    folder = of_all_processes(tmp_path_factory) / "live"
    folder.mkdir()  # an error if another process has built it
    return site.build(folder) / "html"


@pytest.fixture(scope="session")
def tex(book):
    """The small book as LaTeX."""
    built = site.build(book.parents[1], "--builder", "latex")
    return (built / "latex" / "report.tex").read_text()


@contextmanager
def opening(browser, book):
    """What opens a page of the small book from disk, with no network; it must not
    complain and ask for nothing but files."""
    contexts = []

    def opened(width=1280, scheme="light", page="probe", **options):
        context = browser.new_context(
            offline=True,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            **options,
        )
        context.set_default_timeout(10_000)
        screen = context.new_page()
        screen.complaints = []
        screen.on("pageerror", lambda error: screen.complaints.append(str(error)))
        screen.on("requestfailed", lambda asked: screen.complaints.append(asked.url))
        screen.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(("file:", "data:", "blob:"))
                else screen.complaints.append(asked.url)
            ),
        )
        screen.goto(f"file://{book}/notebooks/{page}.html")
        contexts.append((context, screen))
        return screen

    yield opened
    for context, screen in contexts:
        assert screen.complaints == []
        context.close()


@pytest.fixture
def open_page(browser, book):
    with opening(browser, book) as opened:
        yield opened


@pytest.fixture
def screen(open_page):
    return open_page(reduced_motion="reduce")
