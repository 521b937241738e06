"""What every live figure keeps: the page's style and size, and its place on paper."""

import importlib
import shutil
import subprocess
from pathlib import Path

import pytest

from seqgraph import live_models

from ..axe import violations
from ..conftest import ROOT
from . import site
from .site import write

pytestmark = pytest.mark.book


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(width, scheme, open_page):
    screen = open_page(width, scheme, reduced_motion="reduce")
    write(screen)
    screen.get_by_label("Your beginning").fill("It's")
    screen.get_by_role("button", name="Take the nearest").wait_for()
    screen.get_by_role("button", name="Let it read").click()
    screen.wait_for_selector(".live-bill small")
    screen.get_by_role("button", name="Read it").click()
    screen.wait_for_selector(".live-gates svg")
    screen.get_by_role("button", name="Ask it").click()
    screen.wait_for_selector(".live-scenes td")
    assert violations(screen, ".live") == []
    assert len(screen.locator(".live").all()) == len(site.FIGURES)
    screen.complaints.clear()  # axe reads style sheets again, and may not


def on_paper(screen):
    """Whether what stands on paper is seen, and whether a live figure is."""
    paper = [screen.get_by_text("On paper.", exact=True).all()[0]]
    paper += screen.get_by_alt_text("A line that falls.").all()
    paper += screen.get_by_text("Does the gradient vanish?").all()
    assert len(paper) == 3
    live = screen.locator(".live").all()
    assert len(live) == len(site.FIGURES)
    return {each.is_visible() for each in paper}, {each.is_visible() for each in live}


def test_without_javascript_there_is_what_stands_on_paper(open_page):
    screen = open_page(java_script_enabled=False)
    assert on_paper(screen) == ({True}, {False})
    screen.complaints.clear()  # the theme's own scripts


def test_the_figure_takes_the_place_of_what_stands_on_paper(open_page):
    screen = open_page()
    assert on_paper(screen) == ({False}, {True})
    screen.emulate_media(media="print")
    assert on_paper(screen) == ({True}, {False})


def test_a_missing_file_is_named(open_page, book):
    script = book / "live" / "weights" / "writer-3.js"
    away = script.rename(script.with_suffix(".away"))
    try:
        screen = open_page(reduced_motion="reduce")
        screen.get_by_role("button", name="Write", exact=True).click()
        screen.get_by_text(
            "The file live/weights/writer-3.js of this book is missing"
        ).wait_for()
        screen.complaints.clear()
    finally:
        away.rename(script)
    write(screen)


def test_pages_stay_light(book, monkeypatch):
    """40 kB before a reader asks for a model, 2 MB in all; nothing on other pages."""
    folder = book / "live"
    size = {
        str(file.relative_to(folder)): file.stat().st_size
        for file in folder.rglob("*.*")
    }
    weights = {
        f"weights/{name}.js"
        for figure in site.FIGURES
        for name in live_models.MODELS.get(figure, ())
    }
    monkeypatch.syspath_prepend(ROOT / "book" / "_ext")
    files = importlib.import_module("live").files
    for figure in site.FIGURES:
        before = [*files([figure], folder), "questions.js"]
        assert {"common.js", "common.css", f"{figure}.js"} <= set(before)
        assert sum(size[name] for name in before) < 40e3
    assert sum(size.values()) < 2e6
    assert weights <= set(size)

    plain = (book / "notebooks" / "plain.html").read_text()
    assert "live/" not in plain
    probe = (book / "notebooks" / "probe.html").read_text()
    assert not [name for name in weights if f"live/{name}" in probe]


def test_nothing_of_it_reaches_print(tex):
    assert tex.count("\nOn paper.") == len(site.FIGURES) - 1 + 2  # the small ones
    assert tex.count("Does the gradient vanish?") == 1
    assert "data-live" not in tex


SCRIPTS = sorted((ROOT / "book" / "live").rglob("*.js"))
UNITS = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.fixture(scope="module")
def node():
    found = shutil.which("node")
    if found is None:
        pytest.skip("needs Node; on Debian: apt-get install nodejs")
    return found


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_is_well_formed(script, node):
    checked = subprocess.run([node, "--check", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_scripts_pass_their_own_tests(node):
    run = subprocess.run([node, "--test", *UNITS], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
