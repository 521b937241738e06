"""Many runs at once, in the processes of an executor."""

import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Collection
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from . import store
from .experiment import Experiment
from .single import is_missing, train_and_save

POLL = 0.5  # seconds between two looks at how far the runs are


def pool(jobs: int) -> ProcessPoolExecutor:
    """As many processes, which end with this one."""
    # A fork of a process that has used torch may hang.
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_end_with_parent)


def train_all(
    configs: list[Experiment[Any]],
    device: str,
    executor: Executor,
    keep: Collection[Experiment[Any]],
) -> None:
    """Train and record runs on an executor, with one progress bar for all."""
    with tempfile.TemporaryDirectory(prefix="seqgraph-") as progress:
        futures = [
            executor.submit(
                _train_there,
                config,
                device,
                progress,
                str(store.own()),
                config in keep,
            )
            for config in configs
        ]
        try:
            total = sum(config.steps for config in configs)
            with tqdm(total=total, desc=f"{len(configs)} runs", unit="update") as bar:
                while wait(futures, timeout=POLL).not_done:
                    done = sum(_ticks(file) for file in Path(progress).iterdir())
                    bar.update(done - bar.n)
                bar.update(total - bar.n)
        except BaseException:
            # Interrupted: runs that have not begun never will, and those that are under
            # way stop when they miss their folder.
            for future in futures:
                future.cancel()
            raise
    for future in futures:
        future.result()  # raises what the run raised, after the others have finished


def _end_with_parent() -> None:
    """End this worker when its sweep is killed: a pool's worker would wait for more
    work for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _ticks(file: Path) -> int:
    return int(file.read_text("ascii") or 0)


def _train_there(
    config: Experiment[Any], device: str, progress: str, runs: str, keep: bool
) -> None:
    """One run in a worker, which tells the sweep how far it is."""
    if str(store.own()) != runs:  # the same in a thread, which has nothing of its own
        os.environ["SEQGRAPH_RUNS"] = runs
    file = Path(progress) / config.key
    done, told = 0, time.monotonic()

    def tick() -> None:
        nonlocal done, told
        done += 1
        if time.monotonic() - told > POLL:
            told = time.monotonic()
            # This raises where the folder is gone: the sweep was interrupted.
            file.write_text(str(done), "ascii")

    if is_missing(config, keep):  # another sweep may have made it meanwhile
        train_and_save(config, device, tick, keep)
