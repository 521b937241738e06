"""The run store: one JSON file a run, ``runs/<Experiment>/<settings>-<key>.json``, and weights where a page needs them.

Files appear whole or not at all, are never overwritten, and carry a digest of their own content, so that a truncated or
edited record is named instead of shown. ``SEQGRAPH_RUNS`` names another store.
"""

import dataclasses
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import nn

from .errors import InputError, RecordError
from .experiment import Experiment
from .provenance import checkout

MEND = "restore it from version control, or delete it and train again"
DIGITS = 7  # significant digits of a recorded number: what float32 holds


@dataclasses.dataclass(frozen=True)
class Record:
    """One finished run."""

    config: Experiment
    """The settings it was made with."""
    curves: dict[str, list[float]]
    """Numbers of every update, by name."""
    metrics: dict[str, float]
    """Numbers of the trained model, by name."""
    seconds: dict[str, float]
    """Wall-clock seconds of ``train`` and ``evaluate``."""
    provenance: dict[str, Any]
    """Code, versions, device and time."""


def folder() -> Path:
    """The store: ``SEQGRAPH_RUNS`` if set, else ``runs/`` of the checkout; InputError where there is neither."""
    if named := os.environ.get("SEQGRAPH_RUNS"):
        return Path(named)
    if root := checkout():
        return root / "runs"
    raise InputError("seqgraph is installed without its checkout; set SEQGRAPH_RUNS to the folder of recorded runs")


def path(config: Experiment, suffix: str = ".json") -> Path:
    """Where the run of ``config`` is recorded (``.json``) or its weights are kept (``.safetensors``)."""
    return folder() / type(config).__name__ / f"{config.slug}{suffix}"


def ensure_writable(config: Experiment) -> None:
    """Raise InputError now, not after hours of training, if the run of ``config`` could not be recorded."""
    place = path(config).parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise InputError(
            f"cannot write to the run store {folder()} ({error.strerror}); "
            "set SEQGRAPH_RUNS to a folder you can write to"
        ) from None


def _write_once(target: Path, content: bytes) -> None:
    """Make ``target`` appear with all its content; if another process was first, its file stays."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".tmp", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        os.unlink(file.name)
    else:
        os.replace(file.name, target)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _text(content: dict[str, Any]) -> str:
    """JSON with one line for each entry of each part, so that records differ line by line."""
    parts = []
    for name, part in content.items():
        if isinstance(part, dict):
            part_lines = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in part.items())
            parts.append(f"{json.dumps(name)}: {{\n  {part_lines}\n }}")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(part)}")
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def save(record: Record) -> Path:
    """Record a finished run; a record that is there already stays as it is."""
    content = {
        "experiment": type(record.config).__name__,
        "config": record.config.config,
        "metrics": _rounded(record.metrics),
        "seconds": {name: round(value, 1) for name, value in record.seconds.items()},
        "provenance": record.provenance,
        "curves": _rounded(record.curves),
    }
    target = path(record.config)
    _write_once(target, _text({**content, "digest": _digest(content)}).encode())
    return target


def read(file: Path) -> Record:
    """Read one record, whatever its config, and check that it is whole, unedited and where it belongs."""
    try:
        content = json.loads(file.read_text())
        digest = content.pop("digest")
    except OSError as error:
        raise RecordError(f"{file}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, AttributeError):
        raise RecordError(f"{file}: truncated or not a record; {MEND}") from None
    if _digest(content) != digest:
        raise RecordError(f"{file}: edited after it was written; {MEND}")
    config = _config(file, content["experiment"], content["config"])
    if file.name != f"{config.slug}.json":
        raise RecordError(f"{file}: holds {config}, whose record is named {config.slug}.json")
    return Record(config, content["curves"], content["metrics"], content["seconds"], content["provenance"])


def _config(file: Path, name: str, settings: dict[str, Any]) -> Experiment:
    """The config that ``file`` says it was made with, as a value of today's class."""
    kinds = {kind.__name__: kind for kind in Experiment.__subclasses__()}
    if name not in kinds:
        raise RecordError(f"{file}: unknown experiment {name!r}; one of: {', '.join(sorted(kinds))}")
    try:
        return kinds[name](**settings)
    except (TypeError, InputError) as error:
        raise RecordError(f"{file}: its settings are not those of {name}: {error}") from None


def load(config: Experiment) -> Record | None:
    """The recorded run of ``config``, or None; RecordError if it is there but cannot be trusted."""
    file = path(config)
    return read(file) if file.exists() else None


def save_weights(config: Experiment, model: nn.Module) -> Path:
    """Keep the weights of a trained model, with its config and a digest; weights that are there already stay."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    about = {
        "experiment": type(config).__name__,
        "config": json.dumps(config.config),
        "digest": _tensor_digest(tensors),
    }
    target = path(config, ".safetensors")
    _write_once(target, safetensors.torch.save(tensors, metadata=about))
    return target


def load_weights(config: Experiment, model: nn.Module) -> bool:
    """Fill ``model`` with the weights kept for ``config``; False if there are none, RecordError if they are damaged."""
    file = path(config, ".safetensors")
    if not file.exists():
        return False
    try:
        with safetensors.safe_open(file, framework="pt") as opened:
            about = opened.metadata() or {}
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118, it is not a dict
    except safetensors.SafetensorError as error:
        raise RecordError(f"{file}: truncated or not weights ({error}); {MEND}") from None
    if about.get("digest") != _tensor_digest(tensors):
        raise RecordError(f"{file}: edited after it was written; {MEND}")
    if _config(file, about["experiment"], json.loads(about["config"])) != config:
        raise RecordError(f"{file}: weights of another run than {config}")
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        raise RecordError(f"{file}: weights of another model ({error})") from None
    return True


def _tensor_digest(tensors: dict[str, torch.Tensor]) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()
