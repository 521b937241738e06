"""Recorded runs: one JSON file each, with a digest of its own content.

A truncated or edited record is named instead of shown, and left as it is.
"""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, RecordError
from ..machine import files
from . import store, tables
from .experiment import Columns, Curves, Experiment, Numbers

if TYPE_CHECKING:
    import pandas

DIGITS = 7  # significant digits of a recorded number: what float32 holds


@dataclasses.dataclass(frozen=True)
class Divergence:
    """Where a run ended whose loss stopped being a finite number.

    Example:
        >>> Divergence(update=3, last={"loss": 8.1e37}).update
        3
    """

    update: int
    """The update, from 1, whose loss is not finite."""
    last: Numbers
    """The numbers of the update before it; none where there was none."""


@dataclasses.dataclass(frozen=True)
class Record:
    """One finished run.

    Example:
        >>> from seqgraph import CharLM, sweep
        >>> (record,) = sweep(CharLM())
        >>> len(record.curves["loss"])
        8441
        >>> round(record.metrics["bits"], 2)  # of text that this network has read
        1.65
    """

    config: Experiment[Any]
    """The settings it was made with."""
    curves: Curves
    """Numbers of every update, by name."""
    metrics: Numbers
    """Single numbers of the trained model, by name."""
    tables: dict[str, Columns]
    """What was measured more than once: columns, by table."""
    seconds: dict[str, float]
    """Wall-clock seconds of ``train`` and ``evaluate``."""
    provenance: dict[str, Any]
    """Code, versions, device and time."""
    diverged: Divergence | None = None
    """Where its loss stopped being finite: it then has curves up to there, and neither
    metrics nor tables."""

    def table(self, name: str) -> "pandas.DataFrame":
        """One of the tables as a data frame; InputError for a name it does not have."""
        import pandas  # not before a page asks for it: the import takes half a second

        if name not in self.tables:
            raise InputError(
                f"the run {self.config} has no table {name!r}; "
                f"it has: {', '.join(self.tables) or 'none'}"
            )
        return pandas.DataFrame(self.tables[name])


def save(record: Record) -> None:
    """Record a finished run; a record that is there already stays as it is.

    Example:
        >>> from seqgraph import Palindromes
        >>> from seqgraph.runs.single import train
        >>> config = Palindromes(length=2, hidden=4, batch=8, steps=2)
        >>> model, record = train(config)
        >>> save(record)  # doctest: +SKIP
    """
    content = {
        "experiment": type(record.config).__name__,
        "config": record.config.config,
        "metrics": _spelt(record.metrics),
        "tables": {
            name: tables.encoded(name, table, DIGITS)
            for name, table in record.tables.items()
        },
        "seconds": {name: round(value, 1) for name, value in record.seconds.items()},
        "provenance": record.provenance,
        "curves": _spelt(record.curves),
    }
    if not record.tables:
        del content["tables"]
    if record.diverged:
        content["diverged"] = _spelt(dataclasses.asdict(record.diverged))
    files.write_once(
        store.path(record.config),
        _text({**content, "digest": _digest(content)}).encode(),
    )


def read(file: Path) -> Record:
    """Read one record, whatever its config; RecordError unless it is whole, unedited
    and where it belongs.

    Example:
        >>> from seqgraph import Palindromes
        >>> from seqgraph.runs import store
        >>> read(store.path(Palindromes())).config == Palindromes()
        True
    """
    try:
        content = json.loads(file.read_bytes())
        digest = content.pop("digest")
        found = {
            name: tables.decoded(table)
            for name, table in content.get("tables", {}).items()
        }
        curves, metrics = _read(content["curves"]), _read(content["metrics"])
        ended = content.get("diverged")
        diverged = Divergence(ended["update"], _read(ended["last"])) if ended else None
    except OSError as error:
        raise RecordError(f"{file}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RecordError(f"{file}: truncated or not a record; {store.MEND}") from None
    if _digest(content) != digest:
        raise RecordError(f"{file}: edited after it was written; {store.MEND}")
    config = store.config_of(file, content["experiment"], content["config"])
    return Record(
        config,
        curves,
        metrics,
        found,
        content["seconds"],
        content["provenance"],
        diverged,
    )


def said_of(record: Record) -> str:
    """What became of a run that diverged, in words; InputError for one that did not.

    Example:
        >>> from seqgraph import Palindromes
        >>> diverged = Divergence(3, {"loss": 8.1e37})
        >>> said_of(Record(Palindromes(), {}, {}, {}, {}, {}, diverged))
        'diverged at update 3, after a loss of 8.1e+37'
    """
    if record.diverged is None:
        raise InputError(f"{record.config} did not diverge")
    last = record.diverged.last.get("loss")
    after = "" if last is None else f", after a loss of {last:g}"
    return f"diverged at update {record.diverged.update}{after}"


def load(config: Experiment[Any]) -> Record | None:
    """The recorded run of ``config``, or None; RecordError if it is there but cannot
    be trusted.

    Example:
        >>> from seqgraph import Palindromes
        >>> load(Palindromes()).metrics["wrong"]
        0
        >>> load(Palindromes(seed=12345)) is None
        True
    """
    file = store.path(config)
    return read(file) if file.exists() else None


def _spelt(value: Any) -> Any:
    """Numbers as JSON: rounded, and spelt as words where JSON has none."""
    if isinstance(value, float):
        return tables.spelt(value, DIGITS)
    if isinstance(value, dict):
        return {name: _spelt(item) for name, item in value.items()}
    return [_spelt(item) for item in value] if isinstance(value, list) else value


def _read(value: Any) -> Any:
    """Numbers as :func:`_spelt` wrote them."""
    if isinstance(value, dict):
        return {name: _read(item) for name, item in value.items()}
    if isinstance(value, list):
        if str not in set(map(type, value)):  # nearly always
            return value
        return [float(item) if isinstance(item, str) else item for item in value]
    return float(value) if isinstance(value, str) else value


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _text(content: dict[str, Any]) -> str:
    """JSON with one line for each entry of each part, so that records differ line by
    line."""
    parts = []
    for name, part in content.items():
        if isinstance(part, dict):
            entries = ",\n  ".join(
                f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}"
                for key, value in part.items()
            )
            parts.append(f"{json.dumps(name)}: {{\n  {entries}\n }}")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(part)}")
    return "{\n " + ",\n ".join(parts) + "\n}\n"
