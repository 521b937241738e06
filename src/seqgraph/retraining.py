"""The book's runs from scratch, into a folder of their own, and how long each section
took: ``seqgraph reproduce --retrain --into DIR``."""

import json
import os
import time
from pathlib import Path
from typing import Any

from . import report
from .errors import InputError, shown
from .machine import devices, files
from .runs import records, store
from .runs.study import Study

TIMES = "times.json"
"""The file in DIR: by section, the wall-clock ``seconds`` of the command that finished
it, the ``cpu_seconds`` of all its processes (which other work on the machine does not
add to), how many of the section's ``runs`` it ``trained``, the ``device`` and the
``processes`` that were allowed at a time."""


def ensure_name(name: str) -> None:
    """InputError unless ``name`` may be a folder: of ``--into --device cpu`` the second
    option is taken for one, and cpu for a section."""
    if not name or name.startswith("-"):
        raise InputError(f"--into needs the name of a folder; got {shown(name)}")


def begin(name: str) -> Path:
    """Make a folder to retrain in; InputError for one that holds anything but an
    earlier retraining."""
    try:
        into, kept = Path(name).resolve(), store.folder().resolve()
        return _begun(into, kept)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if isinstance(error, InputError):
            raise
        said = error.strerror if isinstance(error, OSError) else error
        raise InputError(
            f"cannot write to --into {shown(name)} ({said}); "
            "name a folder you can write to"
        ) from None


def _begun(into: Path, kept: Path) -> Path:
    if into == kept or kept in into.parents:
        raise InputError(
            f"--into {into} is in the store of recorded runs, {kept}, which stays "
            "as it is; name another folder"
        )
    if into.exists() and not into.is_dir():
        raise InputError(f"--into {into} is a file; name an empty or a new folder")
    if not (into / TIMES).exists():
        if into.is_dir() and any(into.iterdir()):
            raise InputError(
                f"--into {into} is not empty, and no --retrain has begun in it; "
                "name an empty or a new folder"
            )
        into.mkdir(parents=True, exist_ok=True)
        _write(into, {})
    _times(into)
    return into


def _times(into: Path) -> dict[str, Any]:
    """What has been written so far; InputError where that is damaged, before anything
    is trained."""
    try:
        times = json.loads((into / TIMES).read_bytes())
        if all(isinstance(time["seconds"], float) for time in times.values()):
            return times
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise InputError(
        f"{into / TIMES} is damaged; write {{}} into it to go on, or name another "
        "folder"
    )


def retrain(section: Study, into: Path, device: str, jobs: int | None) -> str:
    """Train what ``into`` does not hold yet of a section, write the time to its
    ``times.json``, and say it in a sentence.

    A run that an earlier section, or an earlier command, has trained into ``into`` is
    not trained twice.
    """
    place = devices.resolve(device)
    with store.elsewhere(into):
        before = sum(records.load(config) is not None for config in section.runs)
        start, start_cpu = time.perf_counter(), _cpu_seconds()
        runs = report.reproduce(section, device, jobs)
        seconds, cpu = time.perf_counter() - start, _cpu_seconds() - start_cpu
    times = _times(into)
    if before < len(runs) or section.number not in times:
        times[section.number] = {
            "seconds": round(seconds, 1),
            "cpu_seconds": round(cpu, 1),
            "trained": len(runs) - before,
            "runs": len(runs),
            "device": devices.describe(place),
            "processes": jobs or (1 if place.type == "cuda" else devices.cores()),
        }
        _write(into, times)
    time_of = times[section.number]
    return (
        f"{section.number}  {section.title}: {time_of['trained']} of "
        f"{time_of['runs']} runs trained in {time_of['seconds']:.0f} s into {into}"
    )


def _cpu_seconds() -> float:
    """Of this process and of those that it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _write(into: Path, times: dict[str, Any]) -> None:
    """The whole file, or the one before it."""
    files.write_whole(into / TIMES, (json.dumps(times, indent=1) + "\n").encode())
