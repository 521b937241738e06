"""The recipes for other machines, Dockerfile, Binder and conda, as far as they can be
checked without them: they name what is there, and all install the one lock."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def steps():
    """The Dockerfile's instructions: (keyword, the rest), in their order."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def without_uv():
    """The environment in which `make` sets up .venv itself, nothing else is on Python's
    path, and no outer `make` is known: an inner one would announce its folder."""
    hidden = ("UV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    return {name: os.environ[name] for name in os.environ if name not in hidden}


def copied(steps):
    """What each COPY takes from the checkout."""
    for keyword, rest in steps:
        if keyword == "COPY":
            yield [word for word in rest.split() if not word.startswith("--")][:-1]


def test_the_image_copies_what_is_there_and_what_its_commands_need(steps):
    ignored = (ROOT / ".dockerignore").read_text().split()
    for sources in copied(steps):
        for source in sources:
            assert (ROOT / source).exists(), source
            assert not any(fnmatch(source, pattern) for pattern in ignored)
    copies = [k for k, (keyword, _) in enumerate(steps) if keyword == "COPY"]
    install = steps.index(("RUN", "make .venv/installed"))
    first, *_, whole = copied(steps)
    # Make makes .venv/installed of these, and setuptools reads the other two.
    assert {"Makefile", "requirements.lock", "pyproject.toml"} < set(first)
    assert {"README.md", "LICENSE"} < set(first)
    assert whole == ["."]
    assert copies[0] < install < copies[-1] < steps.index(("RUN", "make book"))


def test_what_the_image_does_not_copy_is_nothing_that_is_committed():
    """It has no version control, whose files are the only ones that stay behind."""
    patterns = (ROOT / ".dockerignore").read_text().split()
    try:
        listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True)
    except subprocess.CalledProcessError:
        pytest.skip("needs the checkout's version control")
    for file in listed.splitlines():
        parts = Path(file).parts
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth])
            hit = [p for p in patterns if fnmatch(above, p.removeprefix("**/"))]
            assert not hit, f"{file} is left out by {hit}"


@pytest.mark.book
def test_what_the_image_copies_first_is_enough_to_install(steps, tmp_path):
    """The steps before the rest is copied, in a plain folder, since not every machine
    has a builder of images (buildah has built and run it). The lock's packages are
    this environment's; the last line of the recipe installs the project."""
    before = steps[: steps.index(("RUN", "make .venv/installed"))]
    for source in itertools.chain.from_iterable(copied(before)):
        whole = ROOT / source
        copy = shutil.copytree if whole.is_dir() else shutil.copy
        copy(whole, tmp_path / source)
    venv = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(venv)})
    Path(packages, "rest.pth").write_text(sysconfig.get_path("purelib"))
    recipe = ["make", "--dry-run", ".venv/installed"]
    *_, install, _ = subprocess.check_output(
        recipe, cwd=tmp_path, text=True, env=without_uv()
    ).splitlines()
    assert install.endswith("--no-deps -e .")
    subprocess.run(install.split(), cwd=tmp_path, check=True, env=without_uv())
    where = "import seqgraph; print(seqgraph.__file__)"
    found = subprocess.check_output(
        [venv / "bin" / "python", "-c", where], text=True, cwd="/", env=without_uv()
    )
    assert found.strip() == str(tmp_path / "src" / "seqgraph" / "__init__.py")


def test_the_image_installs_the_lock_and_only_by_make(steps):
    assert not [rest for keyword, rest in steps if "pip install" in rest]
    commands = subprocess.check_output(
        ["make", "--dry-run", "--always-make", ".venv/installed", "book"],
        cwd=ROOT,
        text=True,
    )
    assert "install -q -r requirements.lock" in commands
    assert "python book/build.py -W" in commands


def test_the_image_has_a_python_that_the_lock_is_for_and_no_root(steps):
    (base,) = [rest for keyword, rest in steps if keyword == "FROM"]
    version = re.fullmatch(r"python:([\d.]+)-slim", base)[1]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"Programming Language :: Python :: {version}" in project["classifiers"]
    users = [k for k, (keyword, _) in enumerate(steps) if keyword == "USER"]
    assert steps[users[0]] == ("USER", "reader")
    assert all(
        rest.startswith("--chown=reader ")
        for keyword, rest in steps
        if keyword == "COPY"
    )


def test_slim_images_have_what_rdkit_draws_with(steps):
    """Found by a build of the image: RDKit's wheel brings all but these."""
    (install,) = [rest for _, rest in steps if "apt-get install" in rest]
    binder = (ROOT / ".binder/apt.txt").read_text().split()
    assert binder == ["libexpat1", "libxext6", "libxrender1"]
    assert {"make", *binder} < set(install.split())


def test_binder_and_conda_install_the_same_lock():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    binder = yaml.safe_load((ROOT / ".binder/environment.yml").read_text())
    assert binder["dependencies"] == conda == ["python=3.11", "pip", "make"]
    after = ROOT / ".binder/postBuild"
    assert os.access(after, os.X_OK)  # Binder runs it as a program
    assert after.read_text().endswith("make here PYTHON=python\n")
    commands = {
        target: subprocess.check_output(
            ["make", "--dry-run", "--always-make", target, f"PYTHON={python}"],
            cwd=ROOT,
            text=True,
            env=without_uv(),
        ).splitlines()
        for target, python in (("here", ".venv/bin/python"), (".venv/installed", "any"))
    }
    made, *install, touched = commands[".venv/installed"]
    assert made == "any -m venv .venv"
    assert touched == "touch .venv/installed"
    assert install == commands["here"]
