"""A small run of every kind of experiment, in double precision: its losses and all that
its evaluation measures are those of the day it was recorded.

`python -m tests.test_golden` records them anew, after a change that is meant to change
results.
"""

import functools
import importlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from seqgraph import report
from seqgraph.runs import data, tables
from seqgraph.runs.experiment import KINDS, Experiment
from seqgraph.runs.single import train

FILE = Path(__file__).with_name("golden.json")
PARTS = ("recurrent", "text", "graphs", "applications", "combined", "today")
LISTS = [importlib.import_module(f"tests.{part}.golden") for part in PARTS]
GOLDEN: list[Experiment[Any]] = [config for each in LISTS for config in each.GOLDEN]
# Constants that decide how much is measured, small enough for a second or two.
SMALLER: dict[str, int] = {
    name: value
    for each in LISTS
    for name, value in getattr(each, "SMALLER", {}).items()
}
TOLERANCE = 1e-6
DIGITS = 10
SECONDS = {"seconds", "bytes"}  # curves that no two runs share


def measured(config: Experiment[Any]) -> dict[str, Any]:
    """All that a run of today's code yields and measures, as JSON.

    In double precision: no processor's rounding then shows in six digits.
    """
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        with pytest.MonkeyPatch.context() as constants:
            for name, value in SMALLER.items():
                constants.setattr(name, value)
            _, record = train(config, "cpu")
    finally:
        torch.set_default_dtype(before)
    return {
        "curves": {
            name: [float(f"{value:.{DIGITS}g}") for value in curve]
            for name, curve in record.curves.items()
            if name not in SECONDS
        },
        "metrics": {
            name: float(f"{value:.{DIGITS}g}") for name, value in record.metrics.items()
        },
        "tables": {
            name: tables.encoded(name, table, DIGITS)
            for name, table in record.tables.items()
        },
    }


def differences(new: Any, old: Any, where: str = "") -> Iterator[str]:
    """The places at which two JSON values differ by more than the tolerance."""
    if isinstance(new, dict) and isinstance(old, dict):
        for name in new.keys() | old.keys():
            yield from differences(new.get(name), old.get(name), f"{where} {name}")
    elif isinstance(new, list) and isinstance(old, list):
        if len(new) != len(old):
            yield f"{where}: {len(new)} values, not {len(old)}"
        for place, (a, b) in enumerate(zip(new, old, strict=False)):
            yield from differences(a, b, f"{where} {place}")
    elif isinstance(new, int | float) and isinstance(old, int | float):
        if not math.isclose(new, old, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            yield f"{where}: {new}, not {old}"
    elif new != old:
        yield f"{where}: {new!r}, not {old!r}"


@functools.cache
def recorded() -> dict[str, Any]:
    return json.loads(FILE.read_text())


@pytest.mark.parametrize("config", GOLDEN, ids=str)
def test_a_small_run_measures_what_it_measured(config):
    if missing := [name for name in config.data if data.find(name) is None]:
        pytest.skip(f"needs data: {', '.join(missing)}")
    assert list(differences(measured(config), recorded()[str(config)])) == []


def test_every_kind_of_experiment_has_a_golden_run():
    report.sections()  # imports them all
    kinds = {name for name, kind in KINDS.items() if kind.__module__.startswith("seq")}
    assert {type(config).__name__ for config in GOLDEN} == kinds


if __name__ == "__main__":
    lines = (
        f"{json.dumps(str(config))}: {json.dumps(measured(config))}"
        for config in GOLDEN
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
