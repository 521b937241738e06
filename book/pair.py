"""Write each notebook's .ipynb from its .md: no outputs, the same names every time, and
before its first code a cell that fetches the package where it is missing. That cell and
CITATION.cff get the repository's address from `_config.yml`."""

import hashlib
import json
from pathlib import Path

import jupytext
import nbformat
import yaml

ROOT = Path(__file__).parent.parent
CODE = "repository-code:"
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


def address() -> str:
    """Where the repository is, as `_config.yml` gives it; empty if nowhere yet."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return config["repository"]["url"]


def cite(citation: str) -> str:
    """The text of CITATION.cff with the address, where there is one."""
    kept = [line for line in citation.splitlines() if not line.startswith(CODE)]
    known = [f'{CODE} "{address()}"'] if address() else []
    license_ = next(k for k, line in enumerate(kept) if line.startswith("license:"))
    return "\n".join([*kept[:license_], *known, *kept[license_:], ""])


def pair(source: Path) -> None:
    """Write the .ipynb beside ``source``."""
    notebook = jupytext.read(source)
    code = [cell.cell_type for cell in notebook.cells].index("code")
    notebook.cells.insert(
        code,
        nbformat.v4.new_code_cell(
            FETCH.format(address=json.dumps(address())),
            metadata={"tags": ["remove-input"]},
        ),
    )
    seen: list[str] = []
    for cell in notebook.cells:
        # Jupytext draws the names at random, and each would be a line of every diff.
        digest = hashlib.sha256(f"{seen.count(cell.source)} {cell.source}".encode())
        seen.append(cell.source)
        cell.id = digest.hexdigest()[:8]
    nbformat.write(notebook, source.with_suffix(".ipynb"))


if __name__ == "__main__":
    citation = ROOT / "CITATION.cff"
    citation.write_text(cite(citation.read_text("utf-8")), "utf-8")
    for source in sorted((ROOT / "notebooks").glob("*.md")):
        pair(source)
