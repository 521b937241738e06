"""What a benchmark finds: a line for each claim, and one JSON file that the book reads.

What has no rival, like the parts of one step, is a series: named values of a round.

A file names the machine and holds every round, so that a page computes what it says.
"""

import dataclasses
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import torch

from ..errors import InputError
from ..machine import files
from ..runs import provenance


class Ratio(NamedTuple):
    """How many times less one thing takes than another, measured in the same rounds.

    Example:
        >>> print(Ratio.of([4.0, 10.0, 9.0], [2.0, 10.0, 3.0]))
        2.00 (1.50 to 2.50)
    """

    value: float
    """The median of the ratios within a round."""
    lower: float
    upper: float
    """Quartiles of these ratios: half of the rounds lie between."""

    @classmethod
    def of(cls, theirs: Sequence[float], ours: Sequence[float]) -> Self:
        """Of the values of each round; above 1 where ours are less."""
        lower, value, upper = np.quantile(np.divide(theirs, ours), (0.25, 0.5, 0.75))
        return cls(float(value), float(lower), float(upper))

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.lower:.2f} to {self.upper:.2f})"

    def fast_as(self, rival: str) -> str:
        """How many times as fast as the rival, in words, and whether that is a
        difference.

        Example:
            >>> Ratio(1.02, 0.9, 1.1).fast_as("nn.LSTM")
            '1.02 times as fast as nn.LSTM (0.90 to 1.10: no difference was found)'
        """
        doubt = ": no difference was found" if self.lower <= 1 <= self.upper else ""
        middle = f"{self.lower:.2f} to {self.upper:.2f}"
        return f"{self.value:.2f} times as fast as {rival} ({middle}{doubt})"


@dataclasses.dataclass(frozen=True)
class Claim:
    """Ours against one rival, in the same rounds.

    Example:
        >>> values = {"nn.LSTM": [3.0, 3.2], "by hand": [1.5, 1.6]}
        >>> print(Claim("LSTM step", "nn.LSTM", "by hand", "s", values))
        LSTM step: by hand 2.00x as fast as nn.LSTM (2.00 to 2.00)
    """

    what: str
    """What was measured, e.g. ``LSTM step, T = 10``."""
    rival: str
    """What one would use instead."""
    ours: str
    """Which variant of ours."""
    unit: str
    """Of the values: ``s`` or ``MiB``. Less is better."""
    values: dict[str, list[float]]
    """One value a round, of the rival and of ours."""

    @property
    def ratio(self) -> "Ratio":
        """How many times less ours takes."""
        return Ratio.of(self.values[self.rival], self.values[self.ours])

    def __str__(self) -> str:
        better = {"s": "as fast as", "MiB": "less than"}[self.unit]
        value, middle = str(self.ratio).split(" ", 1)
        return f"{self.what}: {self.ours} {value}x {better} {self.rival} {middle}"


@dataclasses.dataclass
class Report:
    """The claims and series of one benchmark, printed as they are made.

    Example:
        >>> Report.load("palindromes").claims[0].unit
        's'
    """

    name: str
    claims: list[Claim] = dataclasses.field(default_factory=list)
    machine: dict[str, Any] = dataclasses.field(
        default_factory=lambda: provenance.gather(torch.device("cpu"))
    )
    series: dict[str, dict[str, list[float]]] = dataclasses.field(default_factory=dict)
    """By what was measured: the seconds of each thing, one a round."""

    def claim(
        self,
        what: str,
        values: dict[str, list[float]],
        rival: str,
        ours: str,
        unit: str = "s",
    ) -> None:
        """Print how ours compares with ``rival``, and keep it."""
        chosen = {name: values[name] for name in (rival, ours)}
        self.claims.append(Claim(what, rival, ours, unit, chosen))
        print(self.claims[-1], flush=True)

    def measured(self, what: str, seconds: dict[str, list[float]]) -> None:
        """Print the medians of what was measured in the same rounds, and keep it."""
        self.series[what] = seconds
        medians = (
            f"{n} {statistics.median(each):.3g} s" for n, each in seconds.items()
        )
        print(f"{what}: {', '.join(medians)}", flush=True)

    def save(self, folder: Path | None = None) -> None:
        """Write ``<name>.json``, whole or not at all, in place of an earlier one;
        nothing where nothing could be measured."""
        if not self.claims and not self.series:
            return
        claims = [
            {
                **dataclasses.asdict(claim),
                "values": _rounded(claim.values),
                **{k: round(v, 3) for k, v in claim.ratio._asdict().items()},
            }
            for claim in self.claims
        ]
        series = [
            {"what": what, "values": _rounded(values)}
            for what, values in self.series.items()
        ]
        machine = json.dumps(self.machine, ensure_ascii=False)
        text = (
            f'{{\n "machine": {machine},\n "claims": {_lines(claims)},\n'
            f' "series": {_lines(series)}\n}}\n'
        )
        files.write_whole((folder or results()) / f"{self.name}.json", text.encode())

    @classmethod
    def load(cls, name: str, folder: Path | None = None) -> Self:
        """The report that ``benchmarks/bench_<name>.py`` wrote last; InputError where
        there is none."""
        file = (folder or results()) / f"{name}.json"
        if not file.exists():
            raise InputError(f"no results of the benchmark {name!r}; run: make bench")
        content = json.loads(file.read_bytes())
        fields = [field.name for field in dataclasses.fields(Claim)]
        claims = [
            Claim(**{key: claim[key] for key in fields}) for claim in content["claims"]
        ]
        series = {each["what"]: each["values"] for each in content.get("series", ())}
        return cls(name, claims, content["machine"], series)


def _rounded(values: dict[str, list[float]]) -> dict[str, list[float]]:
    return {name: [float(f"{v:.4g}") for v in each] for name, each in values.items()}


def _lines(things: list[dict[str, Any]]) -> str:
    """A list in JSON, one line a thing, so that reports differ line by line."""
    lines = ",".join(f"\n  {json.dumps(t, ensure_ascii=False)}" for t in things)
    return f"[{lines}\n ]" if lines else "[]"


def results() -> Path:
    """Where reports are kept: ``benchmarks/results`` of the checkout; InputError
    outside one.

    Example:
        >>> results().name
        'results'
    """
    if root := provenance.checkout():
        return root / "benchmarks" / "results"
    raise InputError(
        "seqgraph is installed without its checkout, which has the reports"
    )
