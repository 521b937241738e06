import fcntl
import functools
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nbclient
import pytest
from playwright.sync_api import sync_playwright

sys.path.append(str(Path(__file__).parents[2] / "book" / "_ext"))
import warm_kernels

ROOT = Path(__file__).parents[2]
PATIENCE = 600  # seconds that a kernel may take to start on a busy machine
# What makes a page of Markdown a notebook.
NOTEBOOK = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""


# What takes a minute or more begins first, so that the processes end together.
LONG = ("test_runs.py", "test_freshness.py", "test_wheel.py", "live/", "test_pdf.py")


def pytest_collection_modifyitems(items):
    def place(item):
        return [name in item.nodeid for name in LONG]

    items.sort(key=place, reverse=True)


def run(program, *arguments, cwd=ROOT, **environment):
    """Run a program of this environment; both its streams are in `.stdout`."""
    return subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build_book(*builder, cwd=ROOT, **environment):
    """Build a book as `make book` does, which spares a second and a half of what
    `jupyter-book build .` does first."""
    return run("python", "book/build.py", *builder, cwd=cwd, **environment)


@contextmanager
def building():
    """Have the folder _build for oneself: tests run in several processes."""
    build = ROOT / "_build"
    build.mkdir(exist_ok=True)
    with (build / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield build


def of_all_processes(tmp_path_factory):
    """A folder for the files of this session, whichever process makes them."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def html(tmp_path_factory):
    """The folder of the built book: a copy, since the tests of the PDFs build again."""
    copy = of_all_processes(tmp_path_factory) / "html"
    with building() as build:
        if not copy.exists():
            built = build_book()
            assert built.returncode == 0, built.stdout
            shutil.copytree(build / "html", copy)
    return copy


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium; on Debian: apt-get install chromium")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
    ]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=arguments)


@pytest.fixture(scope="session")
def context(browser):
    """Windows without a network, of a width and by day, each made once, which takes as
    long as a page in it; pages are opened in it and closed again."""

    @functools.cache
    def made(width, **options):
        return browser.new_context(
            offline=True,
            viewport={"width": width, "height": 800},
            color_scheme="light",
            **options,
        )

    return made


@pytest.fixture(scope="session")
def execute():
    """Executes a notebook in a folder as `jupyter nbconvert --execute` does, in a
    kernel that starts at once; a cell that fails is an error."""

    def executed(notebook, folder):
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SEQGRAPH_TRAIN", "0")
            resources = {"metadata": {"path": folder}}
            client = nbclient.NotebookClient(
                notebook,
                timeout=None,
                startup_timeout=PATIENCE,
                kernel_name="python3",
                resources=resources,
            )
            return client.execute()

    with warm_kernels.kernels(many=True):
        yield executed
