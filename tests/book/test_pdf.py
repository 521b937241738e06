"""The printed edition."""

import shutil
import subprocess

import pytest

from .conftest import ROOT, run

pytestmark = pytest.mark.book


def test_the_pdf_builds_and_lacks_neither_glyph_nor_reference():
    for program, package in {
        "latexmk": "latexmk",
        "xelatex": "texlive-xetex",
        "pdftotext": "poppler-utils",
    }.items():
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}; on Debian: apt-get install {package}")
    latex = ROOT / "_build" / "latex"
    shutil.rmtree(latex, ignore_errors=True)  # latexmk remembers a failure
    built = run("jupyter-book", "build", ".", "--builder", "pdflatex")
    assert built.returncode == 0, built.stdout
    assert "Missing character" not in (latex / "report.log").read_text(errors="replace")
    text = subprocess.check_output(["pdftotext", latex / "report.pdf", "-"], text=True)
    assert "palindrome" in text
    assert "??" not in text
