"""The state of a run under way, kept every minute beside its record-to-be, so that an
interrupted run goes on: ``<settings>-<key>.checkpoint``, tensors as safetensors and the
rest as JSON in their header. It is gone when the run is recorded.

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

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from ..errors import InputError
from ..machine import files
from . import store, weights
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

    @property
    def elapsed(self) -> float:
        """Seconds of training so far, interruptions left out."""
        return self.seconds + time.perf_counter() - self.begun

    def resume(self, state: Sequence[Any]) -> int:
        """Restore ``state`` from the shelf, and say how many updates it has behind it;
        0 where there is no checkpoint that can be used."""
        content = self.shelf.read() if self.shelf else None
        found = _unpacked(content) if content else None
        if found is None or found["same"] != json.loads(json.dumps(self.same)):
            return 0
        for thing, before in zip(state, found["state"], strict=True):
            _restore(thing, before)
        self.curves.update(found["curves"])
        self.seconds, self.begun = found["seconds"], time.perf_counter()
        self.made_with.update(found["made_with"])
        return found["updates"]

    def keep(self, updates: int, state: Sequence[Any]) -> None:
        """Put the state after so many updates on the shelf, if it is time."""
        if self.shelf is None or time.perf_counter() - self.kept < self.every:
            return
        self.shelf.write(
            _packed(
                {
                    "same": self.same,
                    "made_with": self.made_with,
                    "updates": updates,
                    "seconds": self.elapsed,
                    "curves": self.curves,
                    "state": [_state(thing) for thing in state],
                }
            )
        )
        self.kept = time.perf_counter()


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
    found = _unpacked(content) if content else None
    return found["updates"] if found else None


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


def _packed(content: Any) -> bytes:
    tensors: dict[str, Tensor] = {}
    about = {"checkpoint": json.dumps(_plain(content, tensors), allow_nan=False)}
    return safetensors.torch.save(
        tensors, metadata={**about, "digest": weights.digest_of(about, tensors)}
    )


def _unpacked(content: bytes) -> Any:
    """What :func:`_packed` was given; None for what is damaged."""
    try:
        length = int.from_bytes(content[:8], "little")
        about = json.loads(content[8 : 8 + length])["__metadata__"]
        tensors = safetensors.torch.load(content)
        digest = about.pop("digest")
        if digest != weights.digest_of(about, tensors):
            return None
        return _rich(json.loads(about["checkpoint"]), tensors)
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError):
        return None


def _plain(value: Any, tensors: dict[str, Tensor]) -> Any:
    """A value as JSON; tensors go into ``tensors`` and leave their name, and what JSON
    lacks becomes a pair: how to read it, and what."""
    if isinstance(value, Tensor):
        name = str(len(tensors))
        tensors[name] = value.detach().cpu().clone().contiguous()
        return ["tensor", name]
    if isinstance(value, dict):
        items = value.items()
        return ["dict", [[key, _plain(each, tensors)] for key, each in items]]
    if isinstance(value, list | tuple):
        if all(isinstance(each, float) and math.isfinite(each) for each in value):
            return [type(value).__name__, list(value)]  # a curve, without a call each
        name = "tuple of" if isinstance(value, tuple) else "list of"
        return [name, [_plain(each, tensors) for each in value]]
    if isinstance(value, float) and not math.isfinite(value):
        return ["float", str(value)]
    return value


_READ = {"float": float, "list": list, "tuple": tuple}


def _rich(value: Any, tensors: dict[str, Tensor]) -> Any:
    """What :func:`_plain` was given."""
    if not isinstance(value, list):
        return value
    how, what = value
    if how == "tensor":
        return tensors[what]
    if how == "dict":
        return {key: _rich(each, tensors) for key, each in what}
    if how in ("list of", "tuple of"):
        each = (_rich(part, tensors) for part in what)
        return tuple(each) if how == "tuple of" else list(each)
    return _READ[how](what)
