"""What a stranger's machine, index or library reads of this repository."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
import yaml

import seqgraph

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ADDRESS = "https://github.com/example/book"


def citation():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text())


def test_version_and_title_are_the_same_wherever_they_stand():
    cited, version = citation(), seqgraph.__version__
    newest = re.search("^## (.+), ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert cited["version"] == newest[1] == version
    assert cited["preferred-citation"]["notes"].endswith(f"version {version}")
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert cited["title"] == cited["preferred-citation"]["title"] == config["title"]
    (author,) = cited["authors"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [author] == project["authors"] == cited["preferred-citation"]["authors"]
    assert cited["license"] == project["license"]


def test_the_citation_has_the_address_of_the_configuration(monkeypatch):
    pair = runpy.run_path(str(ROOT / "book" / "pair.py"))
    cite, text = pair["cite"], (ROOT / "CITATION.cff").read_text()
    assert cite(text) == text  # `make pair` leaves it as it is
    monkeypatch.setitem(cite.__globals__, "address", lambda: ADDRESS)
    with_address = cite(text)
    assert yaml.safe_load(with_address) == {**citation(), "repository-code": ADDRESS}
    assert cite(with_address) == with_address
    monkeypatch.setitem(cite.__globals__, "address", lambda: "")
    assert "repository-code" not in yaml.safe_load(cite(with_address))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_names_targets_that_the_makefile_has(file):
    """That it is valid at all, `make workflows` says."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    jobs = yaml.safe_load(file.read_text())["jobs"].values()
    steps = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    made = [step.split("make ")[1].split() for step in steps if "make " in step]
    assert made
    named = {word for words in made for word in words if "=" not in word}
    assert named <= targets
    # Nothing that a target does is done by hand.
    others = " ".join(step for step in steps if "make " not in step)
    assert not re.search(r"\b(pip|pytest|ruff|jupyter-book|latexmk)\b", others)
    assert file.stem in {"check", "release", "newest"}


def test_the_hooks_and_the_container_run_what_make_runs():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    entries = [hook["entry"] for repo in hooks for hook in repo["hooks"]]
    assert [repo["repo"] for repo in hooks] == ["local"]  # nothing is fetched
    recipes = (ROOT / "Makefile").read_text().replace("$(BIN)", ".venv/bin")
    for entry in entries:
        assert entry.removesuffix(" --force-exclude") in recipes
    container = (ROOT / ".devcontainer" / "devcontainer.json").read_text()
    assert "make debian" in container
    assert "make .venv/installed" in container


def test_the_readme_names_the_findings_of_the_front_page_and_its_links_exist():
    text = (ROOT / "README.md").read_text()
    findings = re.findall(r"^- (.+): \[", text, re.MULTILINE)
    source = (ROOT / "src" / "seqgraph" / "findings.py").read_text()
    assert findings == re.findall(r'return Finding\(\n\s+"(.+)",', source)
    for target in re.findall(r"\]\((?!https:)([^)]+)\)", text):
        assert (ROOT / target).exists(), target
