"""Files that appear whole or not at all, and stay when the power fails."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import InputError

FORGOTTEN = 60.0  # seconds after which nobody is writing a temporary file any more


def write_once(target: Path, content: bytes) -> None:
    """Make ``target`` appear with all its content; if another process was first, its
    file stays.

    Raises:
        InputError: it cannot be written, as on a full disk; nothing is left then.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "run"
        ...     write_once(file, b"first")
        ...     write_once(file, b"second")
        ...     file.read_bytes()
        b'first'
    """
    with _written(target, content) as temporary, suppress(FileExistsError):
        try:
            # A link fails where the name is taken; a rename would replace the file.
            os.link(temporary, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if not target.exists():
                temporary.replace(target)


def write_whole(target: Path, content: bytes) -> None:
    """Make ``target`` appear with all its content, in place of what was there; raises
    as :func:`write_once` does.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "times"
        ...     write_whole(file, b"first")
        ...     write_whole(file, b"second")
        ...     file.read_bytes()
        b'second'
    """
    with _written(target, content) as temporary:
        temporary.replace(target)


def forgotten(folder: Path) -> list[Path]:
    """Temporary files that were left in a folder's folders by processes that were
    killed while they wrote.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     forgotten(Path(folder))
        []
    """
    old = time.time() - FORGOTTEN
    found = []
    for pattern in (".*.tmp", "*/.*.tmp"):
        for file in folder.glob(pattern):
            with suppress(FileNotFoundError):  # it has just been moved into place
                if file.stat().st_mtime < old:
                    found.append(file)
    return sorted(found)


@contextmanager
def _written(target: Path, content: bytes) -> Iterator[Path]:
    """A temporary file beside ``target`` that holds ``content``; what the block makes
    of it is on the disk when this ends, and the temporary file is gone."""
    temporary = target.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        try:
            if not target.parent.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                _sync(target.parent.parent)
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            with suppress(OSError):
                temporary.unlink()
        _sync(target.parent)
    except OSError as error:
        raise InputError(
            f"cannot write {target} ({error.strerror}); make room there, "
            "or set SEQGRAPH_RUNS to another folder"
        ) from None


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk: a file's own fsync keeps only what is in
    it."""
    if os.name == "nt":  # which cannot open a folder
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
