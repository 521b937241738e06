"""Where a run came from: this project's repository, and no other that lies around."""

import subprocess
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seqgraph.runs import provenance

CPU = torch.device("cpu")


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", "-C", folder, *who, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def archive(root: Path) -> Path:
    """What an unpacked archive of the project holds, as far as it matters here."""
    package = root / "src" / "seqgraph"
    (package / "runs").mkdir(parents=True)
    (root / "pyproject.toml").write_text("")
    (package / "__init__.py").write_text("")
    return package


def commit(folder: Path, *paths: str) -> str:
    git(folder, "init", "-q")
    git(folder, "add", "--", *paths)
    git(folder, "commit", "-qm", "something", "--allow-empty")
    return git(folder, "rev-parse", "HEAD")


@given(
    above=st.integers(0, 3),
    depth=st.integers(0, 3),
    tracked=st.booleans(),
    variable=st.sampled_from(["", "GIT_DIR", "GIT_WORK_TREE"]),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_a_repository_of_its_own_is_named(
    tmp_path_factory, above, depth, tracked, variable
):
    """A repository ``above`` folders higher, which has something else or, ``tracked``,
    the archive as well; and perhaps a variable that names another, as in a hook."""
    top = tmp_path_factory.mktemp("top")
    root = top.joinpath(*"abc"[:depth], "seqgraph")
    package = archive(root)
    holder = [root, *root.parents][min(above, depth + 1)]
    (holder / "else.txt").write_text("something else")
    other = tmp_path_factory.mktemp("other")
    (other / "a.txt").write_text("")
    commit(other, ".")
    head = commit(holder, "." if tracked else "else.txt")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(provenance, "SOURCE", package)
        if variable:
            named = other / ".git" if variable == "GIT_DIR" else other
            monkeypatch.setenv(variable, str(named))
        found = provenance.gather(CPU)
    own = holder == root and tracked
    assert found["commit"] == (head if own else None)
    assert found["src_modified"] == (False if own else None)


def test_a_change_is_seen(tmp_path, monkeypatch):
    package = archive(tmp_path)
    commit(tmp_path, ".")
    monkeypatch.setattr(provenance, "SOURCE", package)
    (package / "__init__.py").write_text("changed")
    assert provenance.gather(CPU)["src_modified"] is True
