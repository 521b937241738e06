"""The registry of data files: where each comes from, its SHA-256 and its licence. The
parts declare theirs.

A file is taken from the folder that ``SEQGRAPH_DATA`` names, else from the platform's
cache folder, else downloaded into the cache. Its hash is checked before it is used, and
a file that fails the check is left alone.
"""

import dataclasses
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError, MissingData
from ..machine import places


@dataclasses.dataclass(frozen=True)
class DataFile:
    """One file of the registry.

    Example:
        >>> file = DataFile("https://example.org/a.txt", sha256="0" * 64, licence="MIT")
    """

    address: str
    sha256: str
    licence: str


RETRIES = 2  # of a download that broke off, after one second and after two
FILES: dict[str, DataFile] = {}
"""Every file that a part has registered, by its name."""


def register(files: Mapping[str, DataFile]) -> None:
    """Add the data files of a part.

    Example:
        >>> from seqgraph.text import files  # registers what it declares
        >>> "grimm/grimms-fairy-tales.txt" in FILES
        True
    """
    FILES.update(files)


def fetch(name: str) -> Path:
    """The path of a registered file, its hash checked.

    Raises:
        InputError: a name that is not registered, or a file with another hash.
        MissingData: the file is not on this machine and cannot be downloaded.

    Example:
        >>> text = fetch("grimm/grimms-fairy-tales.txt").read_text()  # doctest: +SKIP
    """
    if name not in FILES:
        raise InputError(f"unknown data file {name!r}; one of: {', '.join(FILES)}")
    file, path = FILES[name], find(name)
    if path is None:
        path = _folders()[-1] / name
        _download(name, file, path)
    found = digest(path)
    if found != file.sha256:
        raise InputError(
            f"{path} is not the {name} this book uses: its SHA-256 is {found}, "
            f"not {file.sha256}; it was left as it is"
        )
    return path


def find(name: str) -> Path | None:
    """Where a file is on this machine, unchecked; None if it is not.

    Example:
        >>> find("no/such/file") is None
        True
    """
    here = [folder / name for folder in _folders() if (folder / name).exists()]
    return here[0] if here else None


def digest(path: Path) -> str:
    """The SHA-256 of a file.

    Example:
        >>> digest(Path(os.devnull))[:12]
        'e3b0c44298fc'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folders() -> list[Path]:
    named = os.environ.get("SEQGRAPH_DATA")
    cache = places.cached()
    return [Path(named), cache] if named else [cache]


def _download(name: str, file: DataFile, path: Path) -> None:
    import pooch  # here, since a file that is on this machine can do without the web

    shelf = pooch.create(
        path=path.parent,
        base_url="",
        registry={path.name: f"sha256:{file.sha256}"},
        urls={path.name: file.address},
        retry_if_failed=RETRIES,
    )
    try:
        shelf.fetch(path.name)
    except OSError as error:  # as those of requests are
        raise MissingData(
            f"{name} is not on this machine and cannot be downloaded from "
            f"{file.address} ({type(error).__name__}); put it in a folder and name "
            "that folder in SEQGRAPH_DATA"
        ) from None
    except ValueError:  # pooch found another hash, and kept nothing
        raise InputError(
            f"{file.address} no longer serves the {name} this book uses: "
            f"its SHA-256 is not {file.sha256}"
        ) from None
