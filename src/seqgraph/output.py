"""What a command says, whatever it is written to: a terminal of any encoding, a pipe
that closes, a disk that is full."""

import codecs
import contextlib
import errno
import os
import sys

import click


def soften() -> None:
    """Let a character that the output's encoding lacks become ``?``, not an error.

    An older platform's encoding has some hundred characters, and on Windows it is what
    a file gets that output is sent to.
    """
    for stream, way in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if hasattr(stream, "reconfigure"):  # a notebook's or a test's may lack it
            stream.reconfigure(errors=way)  # pyright: ignore[reportAttributeAccessIssue]


def lacking(characters: str) -> str:
    """Those that the output's encoding does not have.

    Example:
        >>> lacking("abc")
        ''
    """
    return "".join(each for each in characters if not _has(encoding(), each))


def encoding() -> str:
    """The output's. Where a system says ASCII, click writes UTF-8 all the same.

    Example:
        >>> len(encoding()) > 0
        True
    """
    name = getattr(sys.stdout, "encoding", None) or "utf-8"
    return "utf-8" if codecs.lookup(name).name == "ascii" else name


def _has(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def duration(seconds: float) -> str:
    """A time that is about right, in words.

    Example:
        >>> duration(45.2), duration(700), duration(9000)
        ('45 s', '12 min', '2.5 hours')
    """
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} hours"


def refused(error: OSError) -> click.ClickException:
    """What is said when something cannot be written or read; a pipe that was closed is
    none of it, and is raised again."""
    if error.errno == errno.EPIPE:
        raise error
    if error.filename is None:
        _close()
    where = f"{error.filename}" if error.filename else "the output"
    return click.ClickException(f"{where}: {error.strerror or error}")


def _close() -> None:
    """What is left to be written to standard output is not tried again at the end."""
    with contextlib.suppress(OSError, ValueError):  # where it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
