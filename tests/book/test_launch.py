"""Opening a notebook elsewhere: the buttons, and the cell that fetches the package."""

import json
import re
import runpy
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest
import yaml

from .conftest import ROOT, run
from .test_freshness import PAGE
from .test_notebooks import NOTEBOOKS, first_code

EXAMPLE = "https://github.com/example/book"
FETCH = runpy.run_path(str(ROOT / "book" / "pair.py"))["FETCH"]


@pytest.mark.book
def test_the_buttons_open_the_paired_notebook_and_wait_for_an_address(tmp_path):
    shutil.copytree(
        ROOT / "book", tmp_path / "book", ignore=shutil.ignore_patterns("*.md")
    )
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: notebooks/probe\n")
    (tmp_path / "notebooks").mkdir()
    # Nothing is executed: a link needs no output.
    (tmp_path / "notebooks" / "probe.md").write_text(PAGE.partition("```")[0])
    (tmp_path / "notebooks" / "probe.ipynb").write_text("{}")
    links = {}
    for address in ("", EXAMPLE):
        config["repository"]["url"] = address
        (tmp_path / "_config.yml").write_text(yaml.safe_dump(config))
        built = run("jupyter-book", "build", ".", cwd=tmp_path)
        assert built.returncode == 0, built.stdout
        page = (tmp_path / "_build" / "html" / "notebooks" / "probe.html").read_text()
        hosts = "mybinder|colab|github.com/example"
        links[address] = re.findall(rf'href="([^"]*(?:{hosts})[^"]*)"', page)
    assert links == {
        "": [],
        EXAMPLE: [
            "https://mybinder.org/v2/gh/example/book/main"
            "?urlpath=lab/tree/notebooks/probe.ipynb",
            "https://colab.research.google.com/github/example/book/blob/main"
            "/notebooks/probe.ipynb",
        ],
    }


def test_every_notebook_fetches_from_the_address_of_the_configuration():
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    address = config["repository"]["url"]
    cells = {
        first_code(nbformat.read(path.with_suffix(".ipynb"), as_version=4)).source
        for path in NOTEBOOKS
    }
    assert cells == {FETCH.format(address=json.dumps(address))}
    assert re.fullmatch(r"(https://github\.com/[\w.-]+/[\w-]+)?", address)


@pytest.fixture
def elsewhere(tmp_path):
    """A Python that has what the package needs, and not the package: its own packages,
    then this environment's, without the files that point from these to a checkout."""
    place = tmp_path / "elsewhere"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(place)})
    Path(packages, "rest.pth").write_text(sysconfig.get_path("purelib"))

    def python(code, **environment):
        return subprocess.run(
            [place / "bin" / "python", "-c", code],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **environment},
            capture_output=True,
            text=True,
        )

    return python


def test_the_first_cell_says_that_it_knows_no_address(elsewhere):
    done = elsewhere(FETCH.format(address='""'))
    assert "does not know the address of its repository" in done.stderr
    assert done.returncode == 1


def test_the_first_cell_fetches_the_package_and_its_runs_once(elsewhere, tmp_path):
    repository = tmp_path / "repository"
    shutil.copytree(
        ROOT / "src", repository / "src", ignore=shutil.ignore_patterns("*.egg-info")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, repository)
    (repository / "runs").mkdir()
    (repository / "runs" / "kept").write_text("a run")
    git = ["git", "-C", repository, "-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "the book"]):
        subprocess.run([*git, *command], check=True)

    cell = FETCH.format(address=json.dumps(f"file://{repository}"))
    found = (
        "\nfrom seqgraph.runs import store\n"
        "print((store.folder() / 'kept').read_text())"
    )
    # No package index is asked: what the package needs is there, and stays as it is.
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    done = elsewhere(cell + found, **offline)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "a run"
    assert sorted(path.name for path in (tmp_path / "fetched").iterdir()) == [
        "seqgraph"
    ]

    # A kernel that is started later finds the package and asks nobody.
    shutil.rmtree(repository)
    again = elsewhere(cell + found)
    assert (again.returncode, again.stdout) == (0, "a run\n"), again.stderr
