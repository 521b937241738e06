"""Do kept weights still measure what was recorded? Evaluate them again and compare
every number and every table."""

import dataclasses
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import InputError
from ..machine import devices
from . import records, replay, weights
from .experiment import Experiment, Measured

# Rounding may turn one answer or one sampled text on another machine, and no more.
SAME_MACHINE, OTHER_MACHINE = 1e-6, 1e-2


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """What evaluating again found.

    Example:
        >>> Evaluation("accuracy", difference=0.1, tolerance=1e-6).agrees
        False
    """

    worst: str
    """The number, or the table and column, that is furthest off."""
    difference: float
    """How far: relative, or absolute where the recorded value is below 1; infinite
    where one of the two lacks it or a whole number or word differs."""
    tolerance: float
    """1e-6 on the same torch and device as the record's, else 1e-2."""

    @property
    def agrees(self) -> bool:
        return self.difference <= self.tolerance


def evaluate_again(config: Experiment[Any], device: str = "auto") -> Evaluation:
    """Evaluate the kept weights of ``config`` and compare with its record.

    Raises:
        InputError: the run or its weights are not in the store, or an unknown device.
        MissingData: the evaluation reads a file that is not there.
        RecordError: record or weights cannot be trusted.

    Example:
        >>> from seqgraph.graphs.exhibits.lookup import Lookup
        >>> evaluate_again(Lookup()).agrees
        True
    """
    record, model = records.load(config), weights.load(config)
    if record is None or model is None:
        raise InputError(f"no recorded run with weights of {config}")
    place = devices.resolve(device)
    with devices.one_thread():
        found = config.evaluate(devices.moved(model, place), place)
    kept = config.summarise(record.curves)
    old = {name: each for name, each in record.metrics.items() if name not in kept}
    worst, difference = max(
        _differences(found, Measured(old, record.tables)),
        key=lambda each: each[1],
        default=("", math.inf),
    )
    same = replay.made_here(record, place)
    return Evaluation(worst, difference, SAME_MACHINE if same else OTHER_MACHINE)


def _differences(new: Measured, old: Measured) -> Iterator[tuple[str, float]]:
    yield from _of_columns("", _columns(new.numbers), _columns(old.numbers))
    for name in new.tables.keys() | old.tables.keys():
        yield from _of_columns(
            f"{name}: ", new.tables.get(name, {}), old.tables.get(name, {})
        )


def _columns(numbers: Mapping[str, float]) -> dict[str, list[float]]:
    return {name: [value] for name, value in numbers.items()}


def _of_columns(
    where: str, new: Mapping[str, Any], old: Mapping[str, Any]
) -> Iterator[tuple[str, float]]:
    for name in new.keys() | old.keys():
        one, other = list(new.get(name, ())), list(old.get(name, ()))
        if len(one) != len(other):
            yield f"{where}{name}", math.inf
        for a, b in zip(one, other, strict=False):
            yield f"{where}{name}", _apart(a, b)


def _apart(new: Any, old: Any) -> float:
    if new == old or (new != new and old != old):  # NaN is only unlike itself
        return 0.0
    if isinstance(new, float) and isinstance(old, int | float):
        apart = abs(new - old) / max(abs(old), 1.0)
        return apart if math.isfinite(apart) else math.inf
    return math.inf
