"""What an interrupt costs a run: stop one before its end, let it go on, and compare."""

import contextlib
import dataclasses
import os
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from . import checkpoints, single
from .checkpoints import FileShelf
from .experiment import Experiment


@dataclasses.dataclass(frozen=True)
class Interruption:
    """What became of a run that was stopped and went on.

    Example:
        >>> Interruption(36, kept=35, made=5, bytes=70_000, same=True, losses=[]).made
        5
    """

    stopped: int
    """Updates made when it was stopped."""
    kept: int
    """Updates that its last checkpoint had behind it."""
    made: int
    """Updates made when it went on."""
    bytes: int
    """Of the checkpoint."""
    same: bool
    """Whether losses and measurements are those of a run that nobody stopped, each to
    its last bit."""
    losses: list[float]
    """Of all its updates, those before the stop and those after it."""


class _Stop(KeyboardInterrupt):
    """The interrupt."""


def stop_and_go_on(config: Experiment[Any], share: float) -> Interruption:
    """Stop a run after a share of its updates, each of which is followed by a
    checkpoint here, and let it go on.

    Example:
        >>> from seqgraph import Palindromes
        >>> config = Palindromes(length=2, hidden=4, batch=8, steps=10)
        >>> found = stop_and_go_on(config, 0.9)
        >>> found.kept, found.made, found.same
        (8, 2, True)
    """
    after = round(share * config.steps)

    def stop(updates: int) -> None:
        if updates == after:
            raise _Stop

    made: list[int] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, {checkpoints.VARIABLE: "1e-9"}),
    ):
        shelf = FileShelf(Path(folder) / "run.checkpoint")
        with contextlib.suppress(_Stop):
            single.train(config, "cpu", stop, shelf)
        kept, size = checkpoints.updates_kept(shelf) or 0, shelf.path.stat().st_size
        _, record = single.train(config, "cpu", made.append, shelf)
    _, whole = single.train(config, "cpu")
    same = (record.curves, record.metrics) == (whole.curves, whole.metrics)
    losses = record.curves["loss"]
    return Interruption(after, kept, len(made), size, same, losses)
