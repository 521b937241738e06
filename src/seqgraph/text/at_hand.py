"""Texts that are on a machine which has what the lock names: nothing to download."""

import hashlib
import importlib.metadata
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

# Each name ends with the beginning of its text's SHA-256.
NETWORKX = "networkx-3.6.1.py#b71439748fc9"
UNICODE = "unicode-14.0-symbols.txt#4419ace694af"
# What names of signs begin with that are numbered, by dots, lines or fingers.
NUMBERED = ("BRAILLE", "BOX DRAWINGS", "SIGNWRITING")


def _algorithms() -> str:
    """The source of networkx's algorithms, file after file, without their tests."""
    folder = importlib.metadata.distribution("networkx").locate_file("")
    place = Path(str(folder), "networkx", "algorithms")
    return "\n\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted(place.rglob("*.py"))
        if "tests" not in file.relative_to(place).parts
    )


def _symbols() -> str:
    """The names of Unicode's symbols (category So), a line each, in lower case and
    shuffled, so that the last tenth is like the others."""
    symbols = (c for c in map(chr, range(sys.maxunicode + 1)) if _is_symbol(c))
    names = [unicodedata.name(symbol).lower() for symbol in symbols]
    names.sort(key=lambda name: hashlib.sha256(name.encode()).digest())
    return "".join(f"{name}\n" for name in names)


def _is_symbol(character: str) -> bool:
    if unicodedata.category(character) != "So":
        return False
    return not unicodedata.name(character).startswith(NUMBERED)


class _Text(NamedTuple):
    made: Callable[[], str]
    about: str  # what another version is not


TEXTS: Mapping[str, _Text] = {
    NETWORKX: _Text(_algorithms, "the source of networkx as the lock has it"),
    UNICODE: _Text(_symbols, "the names of Unicode 14.0, as Python 3.11 has them"),
}
