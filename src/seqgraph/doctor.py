"""Is this machine ready? What ``seqgraph doctor`` looks at."""

import dataclasses
import importlib.metadata
import os
import platform
import re
import shutil

import click
import torch
from packaging.requirements import InvalidRequirement, Requirement

from . import report
from .errors import InputError
from .machine import devices
from .runs import data, store
from .runs.provenance import SOURCE, checkout


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    thing: str
    state: str
    advice: str = ""
    """What to do about it; empty where all is well."""


def echo() -> None:
    """Print what was found: see ``seqgraph doctor --help``."""
    for finding in examine():
        advice = f": {finding.advice}" if finding.advice else ""
        click.echo(
            f"{'!' if advice else ' '} {finding.thing:16} {finding.state}{advice}"
        )


def examine() -> list[Finding]:
    """Look at versions, device, store, data and the tools that the book's builds
    use."""
    return [
        _python(),
        _package(),
        *_versions(),
        _device(),
        _store(),
        _data(),
        _make(),
        _book(),
        _print(),
        _browser(),
    ]


def _python() -> Finding:
    version = platform.python_version()
    known = version.startswith(("3.11.", "3.12.", "3.13."))
    return Finding("python", version, "" if known else "the lock is for 3.11 to 3.13")


def _package() -> Finding:
    copied = "a copy: install it with -e from its checkout, or set SEQGRAPH_RUNS"
    return Finding("seqgraph", f"in {SOURCE}", "" if checkout() else copied)


def locked() -> dict[str, str]:
    """The exact versions in the checkout's lock, by package name; empty where there
    is no checkout."""
    root = checkout()
    lock = root / "requirements.lock" if root else None
    return pins(lock.read_text("utf-8")) if lock and lock.exists() else {}


def pins(lock: str) -> dict[str, str]:
    """The exact versions that a lock asks for on this machine, by package name,
    without the name of a build.

    Example:
        >>> pins('a[b]==1.0  # why' + chr(10) + 'c==2.0; python_version < "3"')
        {'a': '1.0'}
    """
    found = {}
    for line in lock.splitlines():
        try:
            asked = Requirement(re.sub(r"(^|\s)#.*|\\$", "", line))
        except InvalidRequirement:  # an option, or nothing
            continue
        exact = [part for part in asked.specifier if part.operator == "=="]
        if exact and (asked.marker is None or asked.marker.evaluate()):
            found[asked.name] = exact[0].version.partition("+")[0]
    return found


def _versions() -> list[Finding]:
    different = []
    for name, version in locked().items():
        try:
            installed = importlib.metadata.version(name)
            here = installed.partition("+")[0]  # torch says 2.13.0+cpu
        except importlib.metadata.PackageNotFoundError:
            here = "not installed"
        if here != version:
            different.append(Finding(name, here, f"the lock has {version}"))
    return different or [Finding("packages", "as in the lock")]


def _device() -> Finding:
    gpu = torch.cuda.is_available()
    name = devices.describe(devices.resolve("auto"))
    return Finding(
        "device",
        f"{name}; {devices.cores()} cores"
        + ("" if gpu else "; no CUDA GPU, so training uses the CPU"),
    )


def _store() -> Finding:
    try:
        folder = store.folder()
    except InputError as error:
        return Finding("recorded runs", "no store", str(error))
    count = len(list(folder.glob("*/*.json")))
    own = store.own()
    beside = "" if own == folder else f"; a reader's own in {own}"
    return Finding("recorded runs", f"{count} in {folder}{beside}")


def _data() -> Finding:
    named = os.environ.get("SEQGRAPH_DATA")
    if named and not os.path.isdir(named):
        return Finding("data", f"SEQGRAPH_DATA={named}", "no such folder")
    files = report.data_files()
    here = {name: path for name in files if (path := data.find(name))}
    other = [
        str(path)
        for name, path in here.items()
        if data.digest(path) != files[name].sha256
    ]
    state = f"{len(here)} of {len(files)} files are here"
    return Finding(
        "data",
        state + ("" if named else "; SEQGRAPH_DATA is not set"),
        f"not what this book uses: {', '.join(other)}" if other else "",
    )


def _make() -> Finding:
    found = shutil.which("make")
    return Finding(
        "make",
        "make is here" if found else "no make",
        "" if found else "the README says what to type instead",
    )


def _book() -> Finding:
    try:
        version = importlib.metadata.version("jupyter-book")
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "book", "jupyter-book is not installed", "`make book` installs it"
        )
    old = version.startswith("1.")
    return Finding(
        "book",
        f"jupyter-book {version}",
        "" if old else "this book needs Jupyter Book 1: `make book` installs it",
    )


def _print() -> Finding:
    missing = [
        program
        for program in ("latexmk", "xelatex", "xindy")
        if not shutil.which(program)
    ]
    return Finding(
        "PDF",
        "XeLaTeX is here" if not missing else f"no {', '.join(missing)}",
        "`make pdf` names the packages" if missing else "",
    )


def _browser() -> Finding:
    found = shutil.which("chromium")
    return Finding(
        "browser tests",
        "Chromium is here" if found else "no chromium",
        "" if found else "only `make check` needs it",
    )
