"""The notebooks as files: each .md has its .ipynb, and each .ipynb runs by itself."""

import ast

import jupytext
import nbformat
import pytest
import yaml
from jupyter_cache import get_cache

from .conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.md"))


def test_every_notebook_has_its_pair_and_a_place_in_the_book():
    names = [path.stem for path in NOTEBOOKS]
    assert names == [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    chapters = [
        chapter["file"] for part in contents["parts"] for chapter in part["chapters"]
    ]
    assert names == sorted(
        chapter.removeprefix("notebooks/")
        for chapter in chapters
        if "notebooks/" in chapter
    )


def first_code(notebook):
    """The cell that fetches the package, in an .ipynb."""
    return next(cell for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_pair_has_the_same_cells_and_no_outputs(source):
    expected = jupytext.read(source)
    notebook = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec == expected.metadata.kernelspec
    cells = [cell for cell in notebook.cells if cell is not first_code(notebook)]
    for cell, original in zip(cells, expected.cells, strict=True):
        assert (cell.cell_type, cell.source, cell.metadata) == (
            original.cell_type,
            original.source,
            original.metadata,
        )
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_cell_says_is_seen(source):
    """A cell shows the value of its last statement only."""
    unseen = [
        ast.unparse(statement)
        for cell in jupytext.read(source).cells
        if cell.cell_type == "code" and not cell.source.startswith("%")
        for statement in ast.parse(cell.source).body[:-1]
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id in {"say", "table", "source", "cost"}
    ]
    assert not unseen


@pytest.mark.book
@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_any_folder(source, html):
    """The build executes it in an empty folder (see test_freshness) and keeps what came
    out with the cells that were executed: these are those of the .ipynb, all but the
    one that fetches the package (see test_launch)."""
    notebook = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    notebook.cells.remove(first_code(notebook))
    cache = get_cache(ROOT / "_build" / ".jupyter_cache")
    _, executed = cache.merge_match_into_notebook(notebook)
    assert any(cell.get("outputs") for cell in executed.cells)
