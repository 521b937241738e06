"""Many runs at once, on an executor: what is trained there travels back, and is
recorded here."""

import platform
import sys
import threading
import time
import traceback
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from ..errors import (
    Ending,
    InputError,
    Interrupted,
    MissingData,
    MissingRun,
    RecordError,
    Unfinished,
    shown,
)
from . import checkpoints, cluster, lanes, locks, provenance, store
from .checkpoints import Shelf
from .experiment import Experiment
from .lanes import Lanes
from .locks import Locks
from .single import Made, is_missing, make

POLL = 0.5  # seconds between two looks at how far the runs are
TRIES = 3  # of a run whose process dies
OURS = (InputError, MissingData, MissingRun, RecordError)
ALONE = threading.Lock()  # torch's global generator belongs to one run at a time


class Sweep:
    """Runs that are trained on an executor, each once, and recorded as they come back.

    Nothing that happens to one of them is another's end: neither an exception nor a
    dead process.
    """

    def __init__(
        self,
        configs: list[Experiment[Any]],
        device: str,
        executor: Executor,
        room: int,
        keep: Collection[Experiment[Any]],
    ):
        self.configs, self.device, self.executor = configs, device, executor
        self.room, self.keep = room, keep
        self.waiting = list(configs)
        self.under_way: dict[Future[Made | Ending], Experiment[Any]] = {}
        self.tries: dict[Experiment[Any], int] = {}
        self.endings: list[Ending] = []
        self.done = 0  # updates of runs that have ended
        self.locks = Locks()
        self.told = False

    def train(self) -> None:
        """Train and record every run.

        Raises:
            Unfinished: some runs failed, after all others have been recorded; where all
                failed for one of our own reasons, such as MissingData, that error.
            InputError: the store cannot be written to any more.
            Interrupted: by the keyboard.
        """
        several = len(self.configs) > 1
        self.bar = tqdm(
            total=sum(config.steps for config in self.configs),
            desc=f"{len(self.configs)} runs" if several else str(self.configs[0]),
            unit="update",
        )
        # What is trained in this thread tells how far it is; processes are asked.
        token = lanes.TICK.set(lambda updates: self._show(self.done + updates))
        try:
            with self.locks, self.bar:
                while self.waiting or self.under_way:
                    self._go_on()
        except KeyboardInterrupt:
            raise Interrupted(self._kept()) from None
        finally:
            lanes.TICK.reset(token)
            for future in self.under_way:
                future.cancel()
        self._tell()

    def _go_on(self) -> None:
        """Begin what can be begun, and record what has ended."""
        while len(self.under_way) < self.room and (config := self._next()):
            self.tries[config] = self.tries.get(config, 0) + 1
            self.under_way[self._submitted(config)] = config
        if self.under_way:
            ended = wait(self.under_way, POLL, FIRST_COMPLETED).done
        else:
            self._wait()
            ended = set()
        for future in ended:
            self._end(future, self.under_way.pop(future))
        if isinstance(self.executor, Lanes):
            self._show(self.done + sum(lane.done for lane in self.executor.lanes))

    def _wait(self) -> None:
        """Others train what is left, if anything is; say once who."""
        if self.waiting and not self.told:
            config = self.waiting[0]
            if holder := locks.holder(store.path(config, ".lock")):
                self.told = True
                said = f"waiting for {holder}, which trains {config}"
                self.bar.write(said, file=sys.stderr)
        time.sleep(POLL)

    def _next(self) -> Experiment[Any] | None:
        """A run that is missing and that nobody else trains, locked."""
        for config in list(self.waiting):
            if self.locks.take(store.path(config, ".lock")):
                self.waiting.remove(config)
                if is_missing(config, config in self.keep):
                    return config
                self._forget(config)  # another sweep has made it
        return None

    def _submitted(self, config: Experiment[Any]) -> Future[Made | Ending]:
        try:
            return self.executor.submit(
                train_there,
                config,
                self.device,
                config in self.keep,
                self._shelf(config),
                provenance.code(),
            )
        except Exception as error:  # an executor that is broken or shut down
            refused: Future[Made | Ending] = Future()
            refused.set_exception(error)
            return refused

    def _end(self, future: Future[Made | Ending], config: Experiment[Any]) -> None:
        """Record what came back; what died is tried again."""
        try:
            found = future.result()
        except Exception as error:
            if isinstance(error, BrokenExecutor) and self.tries[config] < TRIES:
                self.locks.release(store.path(config, ".lock"))
                self.waiting.append(config)
                return
            found = _ending(config, error)
        if isinstance(found, Ending):
            self.endings.append(found)
        else:
            found.save()
            self._shelf(config).clear()
        self._forget(config)

    def _forget(self, config: Experiment[Any]) -> None:
        self.locks.release(store.path(config, ".lock"))
        self.done += config.steps

    def _shelf(self, config: Experiment[Any]) -> Shelf:
        return cluster.shelf_for(config, self.executor)

    def _show(self, updates: int) -> None:
        self.bar.update(updates - self.bar.n)

    def _tell(self) -> None:
        """Raise what the sweep found, if it found anything."""
        errors = [ending.error for ending in self.endings]
        if errors and errors[0] is not None and len(set(map(repr, errors))) == 1:
            raise errors[0]  # all for one reason, such as a file that is missing
        if self.endings:
            raise Unfinished(self.endings)

    def _kept(self) -> str:
        """What an interrupt leaves."""
        missing = [c for c in self.configs if is_missing(c, c in self.keep)]
        said = (
            f"interrupted; {len(self.configs) - len(missing)} of {len(self.configs)} "
            f"runs are recorded in {store.folder()}"
        )
        for config in missing:
            if outlook := checkpoints.outlook(self._shelf(config), config.steps):
                said += f"\n{config} {outlook}"
        return f"{said}\nThe same command goes on."


def train_there(
    config: Experiment[Any], device: str, keep: bool, shelf: Shelf, code: str
) -> Made | Ending:
    """Train one run where an executor works. Whatever it raises comes back in words: an
    exception may be of a kind that cannot travel.

    Args:
        config: the run's settings.
        device: ``auto``, ``cpu`` or ``cuda``.
        keep: whether its weights are wanted.
        shelf: where checkpoints are kept.
        code: ``provenance.code`` of whoever asks; it must be the same here.
    """
    if code != provenance.code():
        return Ending(
            str(config),
            f"the worker on {platform.node()} has another version of seqgraph",
            "install the same there",
        )
    try:
        with ALONE:
            return make(config, device, keep, lanes.tick, shelf)
    except (Exception, SystemExit) as error:
        return _ending(config, error)


def _ending(config: Experiment[Any], error: BaseException) -> Ending:
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, OURS):
        return Ending(str(config), str(error), "", error, trace)
    if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":
        return Ending(
            str(config),
            f"its process was killed, {TRIES} times: out of memory?",
            "the same command tries again; fewer --jobs leave more memory to each",
        )
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    said = shown(Said(str(error))) if str(error) else "nothing"
    return Ending(
        str(config),
        f"raised {type(error).__name__}: {said}{where}",
        "mend it; the same command tries again",
        trace=trace,
    )


class Said(str):
    """Words that are shown without quotes."""

    __repr__ = str.__str__
