"""Where runs are kept: ``runs/<Experiment>/<settings>-<key>.json``, and
``.safetensors`` where a page needs weights.

Files appear whole or not at all and are never overwritten (see ``files``).
``SEQGRAPH_RUNS`` names another store. Beside a run that is being made lie its
``.checkpoint`` and its ``.lock``.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InputError, RecordError
from . import files, locks
from .experiment import KINDS, Experiment
from .provenance import checkout

MEND = "restore it from version control, or delete it and train again"


def folder() -> Path:
    """The store: ``SEQGRAPH_RUNS`` if set, else ``runs/`` of the checkout;
    InputError where there is neither."""
    if named := os.environ.get("SEQGRAPH_RUNS"):
        place = Path(named)
        if os.path.lexists(place) and not place.is_dir():
            raise InputError(f"SEQGRAPH_RUNS={named} is not a folder of recorded runs")
        if not place.is_absolute():
            # Once, and for all processes: in another working directory the same words
            # would name another store.
            place = place.absolute()
            os.environ["SEQGRAPH_RUNS"] = str(place)
        return place
    if root := checkout():
        return root / "runs"
    raise InputError(
        "seqgraph is installed without its checkout; "
        "set SEQGRAPH_RUNS to the folder of recorded runs"
    )


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
    (``.safetensors``)."""
    return folder() / type(config).__name__ / f"{config.slug}{suffix}"


def ensure_writable(configs: Iterable[Experiment[Any]]) -> None:
    """Raise InputError now, not after hours of training, if the runs could not be
    recorded."""
    try:
        for place in {path(config).parent for config in configs}:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                pass
    except OSError as error:
        raise InputError(
            f"cannot write to the run store {folder()} ({error.strerror}); "
            "set SEQGRAPH_RUNS to a folder you can write to"
        ) from None


def leftovers() -> list[Path]:
    """What processes that were killed have left: half-written files, locks whose holder
    is gone, and checkpoints of runs that have been recorded since. The checkpoint of an
    interrupted run is not among them: it goes on.

    Example:
        >>> leftovers()
        []
    """
    runs = folder()
    stale = [file for file in runs.glob("*/*.lock") if locks.is_stale(file)]
    overtaken = [
        file
        for file in runs.glob("*/*.checkpoint")
        if file.with_suffix(".json").exists()
    ]
    return [*files.forgotten(runs), *sorted(stale), *sorted(overtaken)]


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
    if file.stem != config.slug:
        raise RecordError(
            f"{file}: holds {config}, which belongs in {config.slug}{file.suffix}"
        )
    return config
