"""The shape of the package: imports point one way, and importing does nothing."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import seqgraph
from seqgraph.__main__ import main

SOURCE = Path(__file__).parents[1] / "src" / "seqgraph"
ROOMS = {"runs", "measure", "page", "machine"}  # which know no part
PARTS = {"recurrent", "text", "graphs"}
SHARED = ROOMS | {"errors"}
MAY_IMPORT = {
    "errors": set(),
    "machine": {"errors"},
    "runs": {"errors", "machine"},
    "measure": {"errors", "machine", "runs"},
    "page": {"errors", "measure", "runs"},
    **{part: SHARED for part in PARTS},
    # Questions 3.4 and 3.5 use what the parts have.
    "applications": SHARED | {"graphs"},
    "combined": SHARED | PARTS,
    # Page 1.4b has tasks of Parts 1 and 2.
    "today": SHARED | PARTS,
    "report": SHARED | PARTS | {"applications", "combined", "today"},
    "doctor": SHARED | {"report"},
    "claims": SHARED | PARTS | {"applications", "combined", "report"},
    "accounts": SHARED | {"report"},
    "cards": SHARED | {"report"},
    "crate": SHARED | {"report", "__version__"},
    "retraining": SHARED | {"report"},
    "findings": SHARED | PARTS | {"applications", "combined"},
    "live_models": SHARED | PARTS | {"combined"},
}


def imported(file: Path) -> set[str]:
    """The places of this package, ``lab`` or a part or a top module, that a file
    imports from."""
    here = ["seqgraph", *file.relative_to(SOURCE).parts[:-1]]
    places = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - node.level + 1]
            names = [*base, *(node.module or "").split(".")] if node.module else base
            targets = (
                [names]
                if len(names) > 1
                else [[*names, alias.name] for alias in node.names]
            )
            places |= {target[1] for target in targets}
        elif (
            isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "seqgraph"
        ):
            places |= (
                {node.module.split(".")[1]}
                if "." in node.module
                else {alias.name for alias in node.names}
            )
    return places


@pytest.mark.parametrize(
    "file", sorted(SOURCE.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE))
)
def test_imports_point_one_way(file):
    place = file.relative_to(SOURCE).parts[0].removesuffix(".py")
    if place in MAY_IMPORT:
        assert imported(file) <= MAY_IMPORT[place] | {place}


@pytest.mark.parametrize(
    "file", sorted(SOURCE.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE))
)
def test_a_module_stays_short_and_shares_its_name_with_no_function(file):
    text = file.read_text()
    assert len(text.splitlines()) <= 300
    assert not re.search(rf"^def {file.stem}\(", text, re.MULTILINE)


def test_importing_prints_nothing_writes_nothing_and_seeds_nothing(tmp_path):
    code = """
import torch
state = torch.random.get_rng_state()
import seqgraph.report, seqgraph.__main__, seqgraph.page.plots, seqgraph.doctor
import seqgraph.checking, seqgraph.generating, seqgraph.learning, seqgraph.reproducing
assert torch.equal(state, torch.random.get_rng_state())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())


def test_the_package_names_what_one_starts_from():
    for name in seqgraph.__all__:
        assert getattr(seqgraph, name).__name__ == name
    assert set(seqgraph.__all__) <= set(dir(seqgraph))
    with pytest.raises(AttributeError, match="has no attribute 'Palindrome'"):
        _ = seqgraph.Palindrome


@pytest.mark.parametrize(
    "line",
    [
        "import seqgraph",
        *(
            f"from seqgraph.__main__ import main; main({[*command, '--help']})"
            for command in ([], *([name] for name in main.commands))
        ),
        "from seqgraph.__main__ import main; main(['learn'])",
    ],
)
def test_neither_the_package_nor_help_nor_a_mistake_waits_for_a_library(line):
    code = f"""
import atexit, sys
def look():
    print(sorted({{"torch", "numpy", "requests"}} & sys.modules.keys()))
atexit.register(look)
{line}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def unspoken(file: Path):
    """The lines that leave the encoding of a text file to the platform."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")
            mode = [each.value for each in node.args if isinstance(each, ast.Constant)]
            spoken = any(each.arg == "encoding" for each in node.keywords)
            if called[2] == "open" and called[0] not in ("Image", "os"):
                spoken |= any("b" in str(each) for each in mode)
            elif called[2] in ("read_text", "write_text"):
                spoken |= len(node.args) > (called[2] == "write_text")
            else:
                continue
            if not spoken:
                yield f"{file.name}:{node.lineno}"


def test_no_text_is_read_or_written_in_the_platforms_encoding():
    root = SOURCE.parents[1]
    folders = (SOURCE, root / "book" / "_ext", root / "benchmarks")
    files = [file for folder in folders for file in folder.rglob("*.py")]
    assert [line for file in files for line in unspoken(file)] == []
