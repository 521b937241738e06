"""Where runs are kept: ``runs/<Experiment>/<settings>-<key>.json``, and
``.safetensors`` where a page needs weights.

The book's runs lie in the checkout. What a reader trains is recorded in a store of the
reader's own, in the platform's folder for data, so that the checkout stays as it is and
no page is executed again. ``SEQGRAPH_RUNS`` names another store in place of both.

Files appear whole or not at all and are never overwritten (see ``files``). A file is
found by its key: what stands before it is for people. Beside a run that is being made
lie its ``.checkpoint`` and its ``.lock``.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InputError, RecordError
from ..machine import files, places
from . import locks
from .experiment import KINDS, Experiment
from .provenance import SOURCE, checkout

SHIPPED = SOURCE / "shipped"  # weights that a wheel carries; a checkout has runs/
MEND = "restore it from version control, or delete it and train again"


def folder() -> Path:
    """The store: ``SEQGRAPH_RUNS`` if set, else ``runs/`` of the checkout;
    InputError where there is neither."""
    if named := os.environ.get("SEQGRAPH_RUNS"):
        place = Path(named)
        if os.path.lexists(place) and not place.is_dir():
            raise InputError(f"SEQGRAPH_RUNS={named} is not a folder of recorded runs")
        if not place.is_absolute():  # it was set after the package was imported
            place = place.absolute()
            os.environ["SEQGRAPH_RUNS"] = str(place)
        return place
    if root := checkout():
        return root / "runs"
    raise InputError(
        "seqgraph is installed without its checkout, which has the recorded runs; "
        "set SEQGRAPH_RUNS to the folder runs of a checkout"
    )


def own() -> Path:
    """Where what is trained is recorded: ``SEQGRAPH_RUNS`` if set, else the reader's
    own store."""
    return folder() if os.environ.get("SEQGRAPH_RUNS") else places.kept() / "runs"


def folders() -> list[Path]:
    """Where a run is looked for, in this order."""
    if os.environ.get("SEQGRAPH_RUNS"):
        return [folder()]
    root = checkout()
    return [root / "runs" if root else SHIPPED, own()]


@contextmanager
def elsewhere(other: Path) -> Iterator[None]:
    """Use another store, here and in the processes that are started meanwhile."""
    before = os.environ.get("SEQGRAPH_RUNS")
    os.environ["SEQGRAPH_RUNS"] = str(other)
    try:
        yield
    finally:
        del os.environ["SEQGRAPH_RUNS"]
        if before is not None:
            os.environ["SEQGRAPH_RUNS"] = before


def path(config: Experiment[Any], suffix: str = ".json") -> Path:
    """Where the run of ``config`` is recorded (``.json``) or its weights are kept
    (``.safetensors``); where they will be, if they are nowhere yet."""
    kind, name = type(config).__name__, f"{config.slug}{suffix}"
    for shelf in folders():
        if (shelf / kind / name).exists():
            return shelf / kind / name
        for older in (shelf / kind).glob(f"*-{config.key}{suffix}"):
            return older
    return own() / kind / name


def ensure_writable(configs: Iterable[Experiment[Any]]) -> None:
    """Raise InputError now, not after hours of training, if the runs could not be
    recorded."""
    try:
        for place in {own() / type(config).__name__ for config in configs}:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                pass
    except OSError as error:
        raise InputError(
            f"cannot write to the run store {own()} ({error.strerror}); "
            "set SEQGRAPH_RUNS to a folder you can write to"
        ) from None


def ensure_room(config: Experiment[Any], size: int) -> None:
    """Raise InputError now if ``size`` bytes could not be written for ``config``: the
    disk is full, or there is a limit on files."""
    place = own() / type(config).__name__
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            for start in range(0, size, 1 << 20):
                file.write(bytes(min(size - start, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(
            f"no room for {size / 1e6:.1f} MB in the run store {own()} "
            f"({error.strerror}); make room, or set SEQGRAPH_RUNS to another folder"
        ) from None


def leftovers() -> list[Path]:
    """What processes that were killed have left: half-written files, locks whose holder
    is gone, and checkpoints of runs that have been recorded since. The checkpoint of an
    interrupted run is not among them: it goes on.

    Example:
        >>> leftovers()
        []
    """
    found = []
    for runs in folders():
        stale = [file for file in runs.glob("*/*.lock") if locks.is_stale(file)]
        overtaken = [
            file
            for file in runs.glob("*/*.checkpoint")
            if file.with_suffix(".json").exists()
        ]
        found += [*files.forgotten(runs), *sorted(stale), *sorted(overtaken)]
    return found


def config_of(file: Path, name: Any, settings: Any) -> Experiment[Any]:
    """The config that ``file`` says it was made with, as a value of today's class;
    RecordError if it is not ``file``'s.

    A setting that the class got later takes its default. A default that was changed
    later is caught here: the config then belongs under another name.
    """
    if name not in KINDS:
        raise RecordError(
            f"{file}: unknown experiment {name!r}; one of: {', '.join(sorted(KINDS))}"
        )
    try:
        config = KINDS[name](**settings)
    except (TypeError, InputError) as error:
        raise RecordError(
            f"{file}: its settings are not those of {name}: {error}"
        ) from None
    if file.stem.rpartition("-")[2] != config.key:
        raise RecordError(
            f"{file}: holds {config}, which belongs in {config.slug}{file.suffix}"
        )
    return config
