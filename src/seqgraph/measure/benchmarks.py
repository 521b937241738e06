"""What a benchmark finds: a line for each claim, and one JSON file that the book reads.

A file names the machine and holds every round, so that a page computes what it says.
"""

import dataclasses
import json
import statistics
from pathlib import Path
from typing import Any, Self

import torch

from ..errors import InputError
from ..runs import provenance, store


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
    def ratios(self) -> list[float]:
        """How many times less ours takes, round by round."""
        pairs = zip(self.values[self.rival], self.values[self.ours], strict=True)
        return [theirs / our for theirs, our in pairs]

    @property
    def median(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)

    def __str__(self) -> str:
        better = {"s": "as fast as", "MiB": "less than"}[self.unit]
        return (
            f"{self.what}: {self.ours} {self.median:.2f}x {better} {self.rival} "
            f"({min(self.ratios):.2f} to {max(self.ratios):.2f})"
        )


@dataclasses.dataclass
class Report:
    """The claims of one benchmark, printed as they are made.

    Example:
        >>> Report.load("palindromes").claims[0].unit
        's'
    """

    name: str
    claims: list[Claim] = dataclasses.field(default_factory=list)
    machine: dict[str, Any] = dataclasses.field(
        default_factory=lambda: provenance.gather(torch.device("cpu"))
    )

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

    def save(self, folder: Path | None = None) -> None:
        """Write ``<name>.json``, whole or not at all, in place of an earlier one;
        nothing where no claim could be made."""
        if not self.claims:
            return
        claims = [
            {
                **dataclasses.asdict(claim),
                "values": {
                    name: [float(f"{value:.4g}") for value in values]
                    for name, values in claim.values.items()
                },
                "median": round(claim.median, 3),
                "least": round(min(claim.ratios), 3),
                "most": round(max(claim.ratios), 3),
            }
            for claim in self.claims
        ]
        # One line a claim, so that reports differ line by line.
        lines = ",\n  ".join(json.dumps(claim, ensure_ascii=False) for claim in claims)
        machine = json.dumps(self.machine, ensure_ascii=False)
        text = f'{{\n "machine": {machine},\n "claims": [\n  {lines}\n ]\n}}\n'
        store.write_whole((folder or results()) / f"{self.name}.json", text.encode())

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
        return cls(name, claims, content["machine"])


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
