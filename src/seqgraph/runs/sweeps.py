"""Running experiments: what is recorded is read, what is missing is trained and
recorded.

``SEQGRAPH_TRAIN=0`` switches training off, as when the book is built: a missing run is
then an error.
"""

import itertools
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

import torch
from tqdm.auto import tqdm

from ..errors import InputError, MissingRun
from ..machine import devices
from . import provenance, records, store, weights
from .experiment import Curves, Experiment, Model
from .records import Record

E = TypeVar("E", bound=Experiment[Any])
Axis = Iterable[Any] | float | bool  # values to take, or one value
POLL = 0.5  # seconds between two looks at how far the runs are


def grid(base: E, **axes: Axis) -> list[E]:
    """Every combination of the values on ``axes``, the last axis running fastest,
    around ``base``."""
    for name in axes:
        if name not in base.config:
            raise InputError(
                f"unknown setting {name!r} of {type(base).__name__}; "
                f"one of: {', '.join(base.config)}"
            )
    values = [
        [each]
        if isinstance(each, str) or not isinstance(each, Iterable)
        else list(each)
        for each in axes.values()
    ]
    return [
        type(base)(**{**base.config, **dict(zip(axes, point, strict=True))})
        for point in itertools.product(*values)
    ]


def grids(models: Mapping[Any, E], **axes: Axis) -> list[E]:
    """The same grid around each of several models."""
    return [config for model in models.values() for config in grid(model, **axes)]


def train(
    config: Experiment[Model],
    device: str = "auto",
    tick: Callable[[], Any] = lambda: None,
) -> tuple[Model, Record]:
    """Train and evaluate one run on one thread, recording nothing; ``tick`` is
    called after every update."""
    place = devices.resolve(device)
    devices.keep_memory()
    with devices.one_thread():
        # Now, not at the end: the files of src/ may change while this trains.
        made_with = provenance.gather(place, config.data)
        model = devices.moved(config.model(), place)
        curves: Curves = {}
        begun = time.perf_counter()
        for row in config.train(model, place):
            for name, value in row.items():
                curves.setdefault(name, []).append(value)
            tick()
        trained_at = time.perf_counter()
        measured = config.evaluate(devices.settled(model), place)
        seconds = {
            "train": trained_at - begun,
            "evaluate": time.perf_counter() - trained_at,
        }
    record = Record(
        config,
        config.recorded(curves),
        {**config.summarise(curves), **measured.numbers},
        measured.tables,
        seconds,
        made_with,
    )
    return devices.moved(model, torch.device("cpu")), record


def sweep(
    base: Experiment[Any],
    *,
    device: str = "auto",
    jobs: int | None = None,
    executor: Executor | None = None,
    **axes: Axis,
) -> list[Record]:
    """The recorded runs of ``base`` with every combination of values on ``axes``;
    missing ones are trained first.

    Args:
        base: the settings that all runs share.
        device: ``auto``, ``cpu`` or ``cuda``.
        jobs: processes at a time; by default one for each core, and one on a GPU.
        executor: where to train instead of a pool of processes of our own.
        axes: setting names and the values they take.

    Raises:
        InputError: an unknown setting, value or device, or a store that cannot be
            written.
        MissingRun: a run is missing and ``SEQGRAPH_TRAIN=0``.
        RecordError: a record is there but cannot be trusted; it is left as it is.
    """
    return run(grid(base, **axes), device=device, jobs=jobs, executor=executor)


def run(
    configs: list[Experiment[Any]],
    *,
    device: str = "auto",
    jobs: int | None = None,
    executor: Executor | None = None,
    keep: Collection[Experiment[Any]] = (),
) -> list[Record]:
    """As :func:`sweep`, for a list of configs; the weights of those in ``keep`` are
    kept."""
    place = devices.resolve(device)
    if jobs is not None and jobs < 1:
        raise InputError(f"jobs must be a whole number, at least 1; got {jobs}")
    missing = [
        config
        for config in dict.fromkeys(configs)
        if _is_missing(config, config in keep)
    ]
    if missing:
        refuse_to_train(missing[0])
        store.ensure_writable(missing[0])
        jobs = min(
            jobs or (1 if place.type == "cuda" else devices.cores()), len(missing)
        )
        if executor is not None:
            _train_all(missing, device, executor, keep)
        elif jobs == 1:
            for config in missing:
                _train_here(config, device, config in keep)
        else:
            # A fork of a process that has used torch may hang.
            spawn = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(
                jobs, mp_context=spawn, initializer=_end_with_parent
            ) as pool:
                _train_all(missing, device, pool, keep)
    return [records.read(store.path(config)) for config in configs]


def trained(config: Experiment[Model], *, device: str = "auto") -> Model:
    """The trained model of ``config``, on the CPU, from its kept weights; without them
    it is trained and they are kept.

    Raises as :func:`sweep` does.
    """
    devices.resolve(device)
    # A record that cannot be trusted is refused even where the weights are fine.
    records.load(config)
    model = weights.load(config)
    if model is None:
        refuse_to_train(config)
        store.ensure_writable(config)
        model = _train_here(config, device, keep=True)
    return model


def refuse_to_train(config: Experiment[Any]) -> None:
    """Raise MissingRun, naming the way to make the run, if training is switched off."""
    if os.environ.get("SEQGRAPH_TRAIN") == "0":
        raise MissingRun(
            f"no recorded run (or weights) of {config} in {store.folder()}, "
            "and SEQGRAPH_TRAIN=0 forbids training; "
            "`seqgraph reproduce` makes every run the book needs"
        )


def _is_missing(config: Experiment[Any], keep: bool) -> bool:
    """Whether the record is, or the weights where they are to be kept."""
    return records.load(config) is None or (keep and weights.load(config) is None)


def _train_here(config: Experiment[Model], device: str, keep: bool) -> Model:
    """Train and record one run in this process, with a progress bar."""
    with tqdm(total=config.steps, desc=str(config), unit="update") as bar:
        return _train_and_save(config, device, bar.update, keep)


def _train_and_save(
    config: Experiment[Model], device: str, tick: Callable[[], Any], keep: bool
) -> Model:
    model, record = train(config, device, tick)
    records.save(record)
    if keep:
        weights.save(config, model)
    return model


def _train_all(
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
                str(store.folder()),
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
    return int(file.read_text() or 0)


def _train_there(
    config: Experiment[Any], device: str, progress: str, runs: str, keep: bool
) -> None:
    """One run in a worker, which tells the sweep how far it is."""
    os.environ["SEQGRAPH_RUNS"] = runs
    file = Path(progress) / config.key
    done, told = 0, time.monotonic()

    def tick() -> None:
        nonlocal done, told
        done += 1
        if time.monotonic() - told > POLL:
            told = time.monotonic()
            # This raises where the folder is gone: the sweep was interrupted.
            file.write_text(str(done))

    if _is_missing(config, keep):  # another sweep may have made it meanwhile
        _train_and_save(config, device, tick, keep)
