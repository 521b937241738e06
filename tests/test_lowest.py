"""The lowest versions that are tested are those that pyproject.toml allows."""

import itertools
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]


def pins():
    """The versions of requirements.lowest, by package."""
    lines = (ROOT / "requirements.lowest").read_text().splitlines()
    named = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in named}


def declared():
    """Every requirement of pyproject.toml: of the build, the runtime, the extras."""
    everything = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = everything["project"]
    return [
        Requirement(line)
        for line in itertools.chain(
            everything["build-system"]["requires"],
            project["dependencies"],
            *project["optional-dependencies"].values(),
        )
    ]


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_the_lowest_version_is_the_bound(requirement):
    (bound,) = requirement.specifier
    assert bound.operator in (">=", "==")
    assert pins()[canonicalize_name(requirement.name)] == Version(bound.version)


def commands(*arguments):
    return subprocess.check_output(
        ["make", "--dry-run", "--always-make", "lowest", *arguments],
        cwd=ROOT,
        text=True,
    )


def test_torch_is_the_locked_one_unless_another_is_named():
    lock = (ROOT / "requirements.lock").read_text().splitlines()
    # One build for Linux and one for the other systems.
    locked = {
        line.split()[0].partition("+")[0] for line in lock if line[:7] == "torch=="
    }
    assert len(locked) == 1
    assert f"/{locked.pop()}/" in commands()
    assert "/torch==2.6.0/" in commands("TORCH=2.6.0")
