"""Write each notebook's .ipynb from its .md: no outputs, the same names every time, and
before its first code a cell that fetches the package where it is missing."""

import hashlib
import json
from pathlib import Path

import jupytext
import nbformat
import yaml

ROOT = Path(__file__).parent.parent
FETCH = """\
# Nothing happens here where seqgraph is installed. Elsewhere, as on Colab, this fetches
# the repository, and of what it needs only that which is not there.
import importlib.util
import subprocess
import sys
from pathlib import Path

ADDRESS = {address}
if importlib.util.find_spec("seqgraph") is None:
    if not ADDRESS:
        raise ModuleNotFoundError(
            "seqgraph is not installed, and this notebook does not know the address of "
            "its repository; install it from a checkout, as its README says"
        )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--src", "fetched"]
    subprocess.run([*pip, "--editable", f"git+{{ADDRESS}}#egg=seqgraph"], check=True)
    sys.path.append(str(Path("fetched/seqgraph/src").resolve()))"""


def fetch() -> str:
    """The cell that fetches the package, with the address that `_config.yml` gives."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return FETCH.format(address=json.dumps(config["repository"]["url"]))


def pair(source: Path) -> None:
    """Write the .ipynb beside ``source``."""
    notebook = jupytext.read(source)
    code = [cell.cell_type for cell in notebook.cells].index("code")
    notebook.cells.insert(
        code,
        nbformat.v4.new_code_cell(fetch(), metadata={"tags": ["remove-input"]}),
    )
    seen: list[str] = []
    for cell in notebook.cells:
        # Jupytext draws the names at random, and each would be a line of every diff.
        digest = hashlib.sha256(f"{seen.count(cell.source)} {cell.source}".encode())
        seen.append(cell.source)
        cell.id = digest.hexdigest()[:8]
    nbformat.write(notebook, source.with_suffix(".ipynb"))


if __name__ == "__main__":
    for source in sorted((ROOT / "notebooks").glob("*.md")):
        pair(source)
