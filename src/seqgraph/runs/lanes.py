"""Executors of our own: this process, and processes of which one may die without taking
another's run with it."""

import ctypes
import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, final

PR_SET_PDEATHSIG = 1  # of Linux: see its sys/prctl.h
TICK: ContextVar[Callable[[int], Any] | None] = ContextVar("tick", default=None)
"""What is told how many updates the run here has behind it."""


class Here(Executor):
    """Does at once, in this process, what is submitted.

    Example:
        >>> Here().submit(max, 3, 4).result()
        4
    """

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any):
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **named))
        except Exception as error:
            future.set_exception(error)
        return future


class Lane:
    """A process that does one thing at a time, and is replaced where it has died."""

    def __init__(self):
        self._spawn = _Spawn()
        self._done: Any = self._spawn.RawValue(ctypes.c_long)
        self._pool: ProcessPoolExecutor | None = None
        self._future: Future[Any] | None = None

    @property
    def idle(self) -> bool:
        return self._future is None or self._future.done()

    @property
    def done(self) -> int:
        """How many updates the run in this lane says it has behind it."""
        return 0 if self.idle else self._done.value

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        self._done.value = 0
        before = self._future
        if (
            before
            and not before.cancelled()
            and isinstance(before.exception(), BrokenExecutor)
        ):
            self._pool = None
        with _uninterrupted():
            try:
                self._future = self._started().submit(function, *args)
            except BrokenExecutor:  # it died when it had nothing to do
                self._pool = None
                self._future = self._started().submit(function, *args)
        return self._future

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._pool is not None:
            if self._spawn.process is not None:
                self._spawn.process.terminate()
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, self._spawn, initializer=_begin, initargs=(self._done,)
            )
        return self._pool


class _Spawn(SpawnContext):
    """Starts processes afresh, which end with this one. A fork of a process that has
    used torch may hang."""

    process: SpawnProcess | None = None  # the last one

    def Process(self, *args: Any, **named: Any) -> SpawnProcess:  # pyright: ignore[reportIncompatibleVariableOverride]
        self.process = SpawnProcess(*args, **named)
        if sys.platform == "linux":
            self.process.name = _Name(self.process.name)
        return self.process


@final
class _Name(str):
    """The name of a process: what it is handed first, before it imports anything, which
    may take many seconds. In reading this one it asks Linux to be killed as soon as the
    thread that started it ends, and ends by itself where that has happened already."""

    def __reduce__(self):
        os_ = "__import__('os')"
        libc = "__import__('ctypes').CDLL(None)"
        asked = f"{libc}.prctl({PR_SET_PDEATHSIG}, {signal.SIGKILL:d})"
        too_late = f"{os_}.getppid() == {os.getpid()} or {os_}._exit(1)"
        return eval, (f"({asked}, {too_late}, {str(self)!r})[-1]",)


class Lanes(Executor):
    """As many lanes, for as many things at a time and no more.

    Example:
        >>> lanes = Lanes(2)
        >>> lanes.submit(max, 3, 4).result()  # doctest: +SKIP
        4
    """

    def __init__(self, count: int):
        self.lanes = [Lane() for _ in range(count)]

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any):
        lane = next(lane for lane in self.lanes if lane.idle)
        return lane.submit(function, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for lane in self.lanes:
            lane.end()


def tick(updates: int) -> None:
    """Tell whoever asked how many updates the run here has behind it.

    Example:
        >>> tick(3)  # nobody has
    """
    if told := TICK.get():
        told(updates)


def _begin(done: Any) -> None:
    """In a worker: end with its sweep, which may be killed; it would wait for more work
    for ever. Linux sees to that as well, and earlier."""
    TICK.set(functools.partial(setattr, done, "value"))
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that is started inside never hears of an interrupt: the sweep does, and
    ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
