"""One lock: `uv.lock`, and `requirements.lock` which is exported from it for pip."""

import itertools
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
CPU = "download.pytorch.org"
LINUX = {"sys_platform": "linux"}
MAC = {"sys_platform": "darwin"}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def packages():
    return tomllib.loads((ROOT / "uv.lock").read_text())["package"]


@pytest.fixture(scope="module")
def own(packages):
    """The project itself."""
    (found,) = [each for each in packages if "editable" in each["source"]]
    assert found["name"] == "seqgraph"
    return found


@pytest.fixture(scope="module")
def locked(packages, own):
    return [each for each in packages if each is not own]


@pytest.fixture(scope="module")
def exported():
    """The requirements of requirements.lock, each with its hashes."""
    text = (ROOT / "requirements.lock").read_text().replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line)
            found[Requirement(requirement)] = set(hashes)
    return found


def files(package):
    """A locked package's files: address and hash."""
    listed = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    assert listed, package["name"]
    return listed


def test_pip_and_uv_install_the_same_files(locked, exported):
    of_uv = {
        (package["name"], package["version"]): {file["hash"] for file in files(package)}
        for package in locked
    }
    of_pip = {
        (pin.name, next(iter(pin.specifier)).version): hashes
        for pin, hashes in exported.items()
    }
    assert of_pip == of_uv


def test_every_file_has_a_hash_and_comes_from_a_public_index(locked):
    hosts = set()
    for package in locked:
        hosts.add(urlsplit(package["source"]["registry"]).hostname)
        for file in files(package):
            assert re.fullmatch("sha256:[0-9a-f]{64}", file["hash"])
            hosts.add(urlsplit(file["url"]).hostname)
    assert hosts == {"pypi.org", "files.pythonhosted.org", CPU}


def test_on_linux_torch_is_the_build_for_the_cpu_and_nothing_is_for_a_gpu(
    locked, exported
):
    assert not [p["name"] for p in locked if re.match("nvidia|cuda|triton", p["name"])]
    builds = {
        p["version"]: urlsplit(p["source"]["registry"]).hostname
        for p in locked
        if p["name"] == "torch"
    }
    for system, build in ((LINUX, "cpu"), (MAC, None)):
        (pin,) = [
            next(iter(pin.specifier)).version
            for pin in exported
            if pin.name == "torch" and pin.marker.evaluate(system)
        ]
        assert Version(pin).local == build
        assert (builds[pin] == CPU) == (build == "cpu")
    assert len({Version(version).public for version in builds}) == 1


def test_the_lock_is_of_todays_project(project, own, locked):
    """Else `uv sync --locked` refuses it, as far as one sees without a network."""
    extras = project["project"]["optional-dependencies"]
    lines = itertools.chain(project["project"]["dependencies"], *extras.values())
    declared = {
        (canonicalize_name(r.name), r.specifier) for r in map(Requirement, lines)
    }
    assert declared == {
        (one["name"], SpecifierSet(one["specifier"]))
        for one in own["metadata"]["requires-dist"]
    }
    for name, specifier in declared:
        versions = [each["version"] for each in locked if each["name"] == name]
        assert versions, name
        assert all(specifier.contains(version) for version in versions), name
    # What `uv sync` installs: the package with every extra.
    (dev,) = project["dependency-groups"]["dev"]
    assert Requirement(dev).name == "seqgraph"
    assert Requirement(dev).extras == set(extras)
