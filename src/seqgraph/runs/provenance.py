"""Where a run came from: code, versions, machine, time."""

import functools
import hashlib
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import torch

from ..machine import devices
from . import data

SOURCE = Path(__file__).resolve().parents[1]  # the package's folder


def checkout() -> Path | None:
    """The root of the checkout that the package is imported from; None where it was
    installed without one."""
    root = SOURCE.parents[1]
    return (
        root
        if (root / "pyproject.toml").is_file() and SOURCE.parent.name == "src"
        else None
    )


@functools.cache
def code() -> str:
    """A hash of the package's source: what two machines, or two mornings, must share to
    train one run.

    Example:
        >>> len(code())
        12
    """
    digest = hashlib.sha256()
    for file in sorted(SOURCE.rglob("*.py")):
        digest.update(f"{file.relative_to(SOURCE).as_posix()} ".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _git() -> tuple[str | None, str | None]:
    """The checkout's commit and its changes below ``src/``, as git says them; None
    where there is no git, or the checkout is not a repository of its own. One that lies
    above an unpacked archive is another's, and so is one that a variable names, as in a
    hook."""
    root = checkout()
    if root is None:
        return None, None
    own = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}

    def said(*words: str) -> str | None:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=own,
        )
        return done.stdout.strip() if done.returncode == 0 else None

    try:
        top = said("rev-parse", "--show-toplevel")
        if top is None or Path(top).resolve() != root.resolve():
            return None, None
        if said("ls-files", "--error-unmatch", "src/seqgraph/__init__.py") is None:
            return None, None
        return said("rev-parse", "HEAD"), said("status", "--porcelain", "--", "src")
    except OSError:  # no git on this machine
        return None, None


def gather(device: torch.device, files: tuple[str, ...] = ()) -> dict[str, Any]:
    """Commit and state of ``src/`` (None outside a checkout), versions, device,
    threads, UTC time, as a run begins."""
    commit, changes = _git()
    return {
        "commit": commit,
        "src_modified": None if changes is None else bool(changes),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torch_geometric": metadata.version("torch-geometric"),
        "device": device.type,
        "device_name": devices.describe(device),
        "machine": platform.machine(),
        "threads": torch.get_num_threads(),
        "data": {name: data.FILES[name].sha256 for name in files},
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
