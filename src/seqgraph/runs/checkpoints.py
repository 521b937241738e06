"""The state of a run under way, kept every minute and before it is evaluated, beside
its record-to-be, so that an interrupted run goes on: ``<settings>-<key>.checkpoint``.
It is gone when the run is recorded.

``SEQGRAPH_CHECKPOINT`` names other seconds than 60, and 0 keeps none.
"""

import dataclasses
import json
import math
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from ..errors import InputError
from ..machine import files
from . import bundles, store
from .experiment import Curves, Experiment

EVERY = 60.0  # seconds from one checkpoint to the next
VARIABLE = "SEQGRAPH_CHECKPOINT"


class Shelf(Protocol):
    """Where a checkpoint is put.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     shelf: Shelf = FileShelf(Path(folder) / "run.checkpoint")
        ...     shelf.write(b"so far")
        ...     shelf.read()
        b'so far'
    """

    def read(self) -> bytes | None: ...

    def write(self, content: bytes) -> None: ...

    def clear(self) -> None: ...


@dataclasses.dataclass(frozen=True)
class FileShelf:
    """A file of the store.

    A checkpoint that cannot be kept ends no training, and no folder is made for it: on
    another machine the store may not exist.
    """

    path: Path

    @classmethod
    def of(cls, config: Experiment[Any]) -> "FileShelf":
        """Beside the record of ``config``."""
        return cls(store.path(config, ".checkpoint"))

    def read(self) -> bytes | None:
        with suppress(OSError):
            return self.path.read_bytes()
        return None

    def write(self, content: bytes) -> None:
        if self.path.parent.is_dir():
            with suppress(InputError):
                files.write_whole(self.path, content)

    def clear(self) -> None:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def seconds_between() -> float:
    """From one checkpoint to the next; infinite where none are to be kept.

    Raises:
        InputError: ``SEQGRAPH_CHECKPOINT`` is no number of seconds.

    Example:
        >>> seconds_between()
        60.0
    """
    named = os.environ.get(VARIABLE, str(EVERY))
    try:
        seconds = float(named)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise InputError(
            f"{VARIABLE} must be seconds between two checkpoints, or 0 for none; "
            f"got {named!r}"
        )
    return seconds or math.inf


class Checkpoint:
    """A run under way: what it has measured, and how to keep its state."""

    def __init__(
        self,
        config: Experiment[Any],
        made_with: dict[str, Any],
        code: str,
        shelf: Shelf | None,
    ):
        self.made_with, self.shelf = made_with, shelf
        self.curves: Curves = {}
        self.seconds = 0.0
        self.begun = self.kept = time.perf_counter()
        self.every = seconds_between()
        self.found: Any = None
        # With anything else than this a run would not go on as it began.
        self.same = {
            "experiment": type(config).__name__,
            "config": config.config,
            "code": code,
            **{
                name: made_with[name]
                for name in ("torch", "device_name", "data", "threads")
            },
        }
        content = shelf.read() if shelf else None
        found = bundles.unpacked(content) if content else None
        if found and found["same"] == json.loads(json.dumps(self.same)):
            self.found = found
            self.curves.update(found["curves"])
            self.seconds, self.begun = found["seconds"], time.perf_counter()
            self.made_with.update(found["made_with"])

    @property
    def elapsed(self) -> float:
        """Seconds of training so far, interruptions left out."""
        return self.seconds + time.perf_counter() - self.begun

    def resume(self, state: Sequence[Any]) -> int:
        """Restore ``state`` from the shelf, and say how many updates it has behind it;
        0 where there is no checkpoint that can be used."""
        found, self.found = self.found, None
        if found is None:
            return 0
        for thing, before in zip(state, found["state"], strict=True):
            _restore(thing, before)
        return found["updates"]

    def keep(self, updates: int, state: Sequence[Any]) -> None:
        """Put the state after so many updates on the shelf, if it is time."""
        if time.perf_counter() - self.kept >= self.every:
            self._write(updates, state=[_state(thing) for thing in state])
            self.kept = time.perf_counter()

    @property
    def trained(self) -> dict[str, Tensor] | None:
        """The weights of a run that has been trained, and was interrupted before it was
        recorded."""
        return self.found and self.found.get("trained")

    def keep_trained(self, model: object) -> None:
        """Put a trained model on the shelf, so that no evaluation can lose it. What is
        no ``nn.Module`` was fitted at once, and is fitted again."""
        if self.every < math.inf and isinstance(model, nn.Module):
            updates = len(next(iter(self.curves.values()), []))
            self._write(updates, trained=_state(model))

    def _write(self, updates: int, **rest: Any) -> None:
        if self.shelf is not None:
            about = {
                "same": self.same,
                "made_with": self.made_with,
                "updates": updates,
                "seconds": self.elapsed,
                "curves": self.curves,
            }
            self.shelf.write(bundles.packed({**about, **rest}))


_CURRENT: ContextVar[Checkpoint | None] = ContextVar("checkpoint", default=None)


def current() -> Checkpoint | None:
    """The checkpoint of the run that is being trained here; None outside of one.

    Example:
        >>> current() is None
        True
    """
    return _CURRENT.get()


@contextmanager
def under_way(checkpoint: Checkpoint) -> Iterator[Checkpoint]:
    """Inside, :func:`current` is this one."""
    token = _CURRENT.set(checkpoint)
    try:
        yield checkpoint
    finally:
        _CURRENT.reset(token)


def updates_kept(shelf: Shelf) -> int | None:
    """How many updates a checkpoint has behind it; None where there is none.

    Example:
        >>> updates_kept(FileShelf(Path("nowhere")))
    """
    content = shelf.read()
    found = bundles.unpacked(content) if content else None
    return found["updates"] if found else None


def outlook(shelf: Shelf, steps: int) -> str | None:
    """How an interrupted run of so many updates goes on; None where it begins anew.

    Example:
        >>> outlook(FileShelf(Path("nowhere")), 3000)
    """
    content = shelf.read()
    found = bundles.unpacked(content) if content else None
    if found is None:
        return None
    return (
        "is trained, and is evaluated next"
        if "trained" in found
        else f"goes on from update {found['updates']} of {steps}"
    )


def _state(thing: Any) -> Any:
    """What decides how ``thing`` goes on."""
    if isinstance(thing, torch.Generator):
        return thing.get_state()
    if isinstance(thing, random.Random):
        return thing.getstate()
    if hasattr(thing, "state_dict"):
        return thing.state_dict()
    return dict(thing) if isinstance(thing, dict) else vars(thing)


def _restore(thing: Any, state: Any) -> None:
    """Have ``thing`` go on as it did when :func:`_state` was taken."""
    if isinstance(thing, torch.Generator):
        thing.set_state(state)
    elif isinstance(thing, random.Random):
        thing.setstate(state)
    elif hasattr(thing, "load_state_dict"):
        thing.load_state_dict(state)
    else:
        (thing if isinstance(thing, dict) else vars(thing)).update(state)
