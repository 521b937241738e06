"""Plant bugs one by one in a copy of the package, and see which live: `make planted`.

Each is a small change in the wiring of training, evaluation or records that a reader of
the diff might miss. The tests of the folders named beside it must then fail.
"""

import dataclasses
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclasses.dataclass(frozen=True)
class Bug:
    """One change."""

    what: str
    file: str
    right: str
    wrong: str
    tests: str
    """Folders and files below ``tests``, in order of how soon they should notice."""


BUGS = []


def dies(bug: Bug) -> bool:
    """Whether a test fails once the bug is in."""
    with tempfile.TemporaryDirectory() as folder:
        # A checkout of its own: the tests read the records and write none of them.
        copy = Path(folder)
        for name in ("src", "tests"):
            shutil.copytree(ROOT / name, copy / name)
        for name in ("runs", "notebooks", "benchmarks", "book"):
            (copy / name).symlink_to(ROOT / name)
        for name in ("pyproject.toml", "requirements.lock", "Makefile", "_config.yml"):
            shutil.copy(ROOT / name, copy / name)
        source = copy / "src" / "seqgraph" / bug.file
        text = source.read_text()
        if text.count(bug.right) != 1:
            raise SystemExit(f"{bug.file} does not have once: {bug.right!r}")
        source.write_text(text.replace(bug.right, bug.wrong))
        paths = [f"tests/{name}" for name in bug.tests.split()]
        command = ["-m", "pytest", "-q", "-x", "-m", "not book", *paths]
        done = subprocess.run(
            [sys.executable, *command],
            cwd=copy,
            env={**__import__("os").environ, "PYTHONPATH": str(copy / "src")},
            capture_output=True,
            text=True,
        )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{bug.what}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


def main() -> None:
    """Say of each bug whether it lives; fail if more than one in ten does."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(dies, BUGS))
    for bug, dead in zip(BUGS, found, strict=True):
        print(f"{'dies ' if dead else 'LIVES'}  {bug.file}: {bug.what}")
    print(f"{sum(found)} of {len(BUGS)} die")
    sys.exit(sum(found) < 0.9 * len(BUGS))


if __name__ == "__main__":
    main()
