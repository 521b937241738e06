"""The wheel in an environment of its own, away from every checkout. It needs the
package index, as an installation does."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from seqgraph.runs import store
from seqgraph.text.experiment import STAGES, CharLM

from .conftest import ROOT

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def wheel():
    """The built wheel: by the Makefile's recipe, whatever environment runs this."""
    make = ["make", "--old-file=.venv/installed", "wheel", f"PYTHON={sys.executable}"]
    done = subprocess.run(make, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (file,) = (ROOT / "dist").glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Runs `seqgraph` of the wheel in an empty folder."""
    place = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
    lock = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line.removesuffix("\\").strip() for line in lock if line[:1].isalnum()]
    (place / "pins.txt").write_text("\n".join(pins))
    # PyTorch first, for the CPU, as the Makefile does it: the index has it for GPUs.
    torch = next(pin for pin in pins if re.match(r"torch==\S+ ; .*== 'linux'", pin))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (index,) = project["tool"]["uv"]["index"]
    pip = [place / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip += ["--no-compile"]  # Python compiles what is used
    # With a checkout on the path, pip would take it for the package.
    away = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    cpu = ["--no-deps", "--find-links", f"{index['url']}/torch/", torch]
    for arguments in (cpu, ["--constraint", place / "pins.txt", wheel]):
        done = subprocess.run(
            [*pip, *arguments], env=away, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    (place / "home").mkdir()

    def seqgraph(*arguments, **variables):
        return subprocess.run(
            [place / "venv" / "bin" / "seqgraph", *arguments],
            cwd=place / "home",
            env={"PATH": os.environ["PATH"], "HOME": str(place / "home"), **variables},
            capture_output=True,
            text=True,
        )

    return seqgraph


def test_it_carries_the_weights_of_each_stage_as_they_are_recorded(wheel):
    with zipfile.ZipFile(wheel) as opened:
        for steps in STAGES.values():
            kept = store.path(CharLM(steps=steps), ".safetensors")
            shipped = f"seqgraph/shipped/CharLM/{kept.name}"
            assert opened.read(shipped) == kept.read_bytes()
    assert wheel.stat().st_size < 10e6


def test_it_writes_what_the_checkout_writes(installed):
    write = ["generate", "--prompt", "Once upon a time", "--length", "60"]
    done = installed(*write)
    assert done.returncode == 0, done.stderr
    here = subprocess.check_output(
        [sys.executable, "-m", "seqgraph", *write], text=True, cwd=ROOT
    )
    assert done.stdout == here
    assert done.stdout.startswith("Once upon a time")
    assert len(done.stdout) == 16 + 60 + 1


@pytest.mark.parametrize("command", ["list", "check"])
def test_what_needs_recorded_runs_says_so_and_reads_them_where_it_is_told(
    installed, command
):
    alone = installed(command)
    assert alone.returncode == 1
    assert alone.stdout == ""
    assert alone.stderr.startswith("Error: seqgraph is installed without its checkout")
    assert "set SEQGRAPH_RUNS to the folder runs of a checkout" in alone.stderr
    told = installed(command, SEQGRAPH_RUNS=str(ROOT / "runs"))
    assert told.returncode == 0, told.stdout + told.stderr
    assert "1.4" in told.stdout or "all is well" in told.stdout


def test_it_knows_where_it_is(installed):
    version = installed("--version").stdout.split()[-1]
    assert version in Path(ROOT, "CHANGELOG.md").read_text()
    doctor = installed("doctor").stdout
    assert "a copy: install it with -e from its checkout" in doctor
    assert "site-packages" in doctor
