"""Running experiments: what is recorded is read, what is missing is trained and
recorded.

``SEQGRAPH_TRAIN=0`` switches training off, as when the book is built: a missing run is
then an error.
"""

import itertools
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar

from ..errors import Diverged, InputError
from ..machine import devices, memory
from . import records, store, weights
from .experiment import Experiment, Model
from .lanes import Here, Lanes
from .records import Record, said_of
from .single import is_without, refuse_to_train
from .workers import Sweep

E = TypeVar("E", bound=Experiment[Any])
Axis = Iterable[Any] | float | bool  # values to take, or one value


def grid(base: E, **axes: Axis) -> list[E]:
    """Every combination of the values on ``axes``, the last axis running fastest,
    around ``base``.

    Raises:
        InputError: a setting that ``base`` does not have, or a value it cannot have.

    Example:
        >>> from seqgraph import Palindromes
        >>> for config in grid(Palindromes(), cell="peephole", length=(6, 10)):
        ...     print(config)
        Palindromes(cell='peephole', length=6)
        Palindromes(cell='peephole')
    """
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
    """The same grid around each of several models.

    Example:
        >>> from seqgraph import Palindromes
        >>> cells = {name: Palindromes(cell=name) for name in ("lstm", "peephole")}
        >>> len(grids(cells, seed=(5, 10, 20)))
        6
    """
    return [config for model in models.values() for config in grid(model, **axes)]


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
        Unfinished: a run failed, or its process died three times; all others are
            recorded, also those that diverged.

    Example:
        >>> from seqgraph import Palindromes
        >>> runs = sweep(Palindromes(), cell=("lstm", "peephole"), seed=(5, 10, 20))
        >>> [run.metrics["wrong"] for run in runs]
        [0, 0, 0, 0, 0, 1]
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
    kept.

    Example:
        >>> from seqgraph import CharLM, Palindromes
        >>> short, tales = run([Palindromes(), CharLM()])
    """
    # An executor's workers may have a GPU that this machine has not.
    far = executor is not None and device == "cuda"
    place = devices.resolve("auto" if far else device)
    if jobs is not None and jobs < 1:
        raise InputError(f"jobs must be a whole number, at least 1; got {jobs}")
    found = {config: records.load(config) for config in dict.fromkeys(configs)}
    missing = [
        config
        for config, record in found.items()
        if is_without(config, record, config in keep)
    ]
    if missing:
        refuse_to_train(missing[0])
        store.ensure_writable(missing)
        jobs = jobs or (1 if place.type == "cuda" else devices.cores())
        jobs = min(jobs, len(missing), memory.room_for(jobs))
        if executor is not None:
            Sweep(missing, device, executor, len(missing), keep).train()
        else:
            with Here() if jobs == 1 else Lanes(jobs) as ours:
                Sweep(missing, device, ours, jobs, keep).train()
    return [found[config] or records.read(store.path(config)) for config in configs]


def trained(config: Experiment[Model], *, device: str = "auto") -> Model:
    """The trained model of ``config``, on the CPU, from its kept weights; without them
    it is trained and they are kept.

    Raises as :func:`sweep` does, and Diverged where there is no trained model.

    Example:
        >>> from seqgraph import Palindromes
        >>> model = trained(Palindromes())
        >>> sum(weight.numel() for weight in model.parameters())
        329410
    """
    # A record that cannot be trusted is refused even where the weights are fine.
    (record,) = run([config], device=device, jobs=1, keep=[config])
    model = weights.load(config)
    if model is None:
        raise Diverged(
            f"{config} has no trained model: it {said_of(record)}; "
            f"delete {store.path(config)} to train it again"
        )
    return model
