"""Who trains a run: a file beside its record-to-be that names host and process, and
that its holder touches every few seconds. By it, sweeps that share a store share work.

A lock whose process is gone, or that nobody has touched for minutes, is broken. Should
two ever train one run after all, the record of the first stays.
"""

import json
import os
import platform
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

BEAT = 10.0  # seconds from one touch to the next
STALE = 120.0  # seconds without one after which the holder counts as gone


class Locks:
    """The locks that this process holds, touched until the block ends.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Locks() as locks:
        ...     file = Path(folder) / "run.lock"
        ...     locks.take(file), Locks().take(file)
        (True, False)
    """

    def __init__(self):
        self._held: set[Path] = set()
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._beat, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for file in list(self._held):
            self.release(file)

    def take(self, file: Path) -> bool:
        """Lock, if nobody alive has. Where no lock can be written, nobody has."""
        mine = json.dumps({"host": platform.node(), "process": os.getpid()})
        for _ in range(2):  # once more, where a stale lock was in the way
            try:
                with file.open("x", encoding="utf-8") as opened:
                    self._held.add(file)
                    opened.write(mine)
            except FileExistsError:
                if not _broken(file):
                    return False
            except OSError:
                return True
            else:
                return True
        return False

    def release(self, file: Path) -> None:
        """Let go of a lock that is held here."""
        self._held.discard(file)
        with suppress(OSError):
            file.unlink()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            for file in list(self._held):
                with suppress(OSError):  # broken by another, or on a lost disk
                    os.utime(file)


def holder(file: Path) -> str | None:
    """Who holds a lock, in words; None where nobody does, or none that can be read.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Locks() as locks:
        ...     file = Path(folder) / "run.lock"
        ...     locks.take(file), holder(file)  # doctest: +ELLIPSIS
        (True, 'process ... on ...')
    """
    try:
        found: Any = json.loads(file.read_bytes())
        return f"process {found['process']} on {found['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_stale(file: Path) -> bool:
    """Whether the holder of a lock is gone.

    Example:
        >>> is_stale(Path("no/such/run.lock"))
        False
    """
    try:
        age = time.time() - file.stat().st_mtime
        holder: Any = json.loads(file.read_bytes())
        here = holder["host"] == platform.node()
        return age > STALE or (here and not _alive(int(holder["process"])))
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError):
        # Not written yet, or cut short by a kill: its age decides.
        with suppress(OSError):
            return time.time() - file.stat().st_mtime > BEAT
        return False


def _alive(process: int) -> bool:
    if os.name == "nt":  # where signal 0 is no question
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


def _broken(file: Path) -> bool:
    """Take a stale lock away; whether the way is free now."""
    if not is_stale(file):
        return not file.exists()
    # One at a time: who looked earlier must not take away what was locked since.
    guard = file.with_name(f".{file.name}.tmp")
    try:
        guard.touch(exist_ok=False)
    except FileExistsError:
        with suppress(OSError):  # of a process that was killed right here
            if time.time() - guard.stat().st_mtime > STALE:
                guard.unlink()
        return False
    except OSError:
        return False
    try:
        if not is_stale(file):
            return not file.exists()
        file.unlink(missing_ok=True)
        return True
    finally:
        guard.unlink(missing_ok=True)
