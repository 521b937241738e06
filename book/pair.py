"""Write each notebook's .ipynb from its .md: no outputs, the same names every time."""

import hashlib
from pathlib import Path

import jupytext
import nbformat


def pair(source: Path) -> None:
    """Write the .ipynb beside ``source``."""
    notebook = jupytext.read(source)
    seen: list[str] = []
    for cell in notebook.cells:
        # Jupytext draws the names at random, and each would be a line of every diff.
        digest = hashlib.sha256(f"{seen.count(cell.source)} {cell.source}".encode())
        seen.append(cell.source)
        cell.id = digest.hexdigest()[:8]
    nbformat.write(notebook, source.with_suffix(".ipynb"))


for source in sorted((Path(__file__).parent.parent / "notebooks").glob("*.md")):
    pair(source)
