"""The folders on this machine for what a reader makes and for what is downloaded."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs


def kept() -> Path:
    """The folder for what a reader made.

    Example:
        >>> kept().is_absolute()
        True
    """
    return _at_home("data", platformdirs.user_data_dir)


def cached() -> Path:
    """The folder for what can be downloaded again.

    Example:
        >>> cached().is_absolute()
        True
    """
    return _at_home("cache", platformdirs.user_cache_dir)


def _at_home(name: str, named: Callable[[str], str]) -> Path:
    """The platform's folder; below that for temporary files where this user has no
    home, as in some containers and services."""
    try:
        folder = Path(named("seqgraph"))
    except RuntimeError:
        folder = Path()
    if folder.is_absolute():  # some versions leave the ~ standing
        return folder
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path(tempfile.gettempdir()) / f"seqgraph-{user}" / name
