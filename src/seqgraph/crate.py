"""The recorded runs as an RO-Crate: metadata by which archives read what a folder of
data holds (https://www.researchobject.org/ro-crate/specification/1.1)."""

import hashlib
import json
from pathlib import Path
from typing import Any

import click

from . import __version__, report
from .runs import records, store

CONTEXT = "https://w3id.org/ro/crate/1.1"
KINDS = {".json": "application/json", ".safetensors": "application/octet-stream"}


def echo() -> None:
    """Print them: see ``seqgraph crate --help``."""
    click.echo(json.dumps(metadata(), indent=1, ensure_ascii=False))


def metadata() -> dict[str, Any]:
    """What ``ro-crate-metadata.json`` holds, beside the folders of the store."""
    report.sections()  # imports every kind of experiment
    files = [file for kind in KINDS for file in store.folder().glob(f"*/*{kind}")]
    parts = [_part(file) for file in sorted(files)]
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": CONTEXT},
        "about": {"@id": "./"},
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Recorded runs of Recurrent and Graph Neural Networks, Re-run",
        "description": "Settings, curves, measurements and provenance of every trained "
        "network of the book, and the weights of some.",
        "version": __version__,
        "license": {"@id": "https://spdx.org/licenses/MIT"},
        "datePublished": max(part.get("dateCreated", "") for part in parts),
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    return {"@context": f"{CONTEXT}/context", "@graph": [descriptor, root, *parts]}


def _part(file: Path) -> dict[str, Any]:
    """A file of the store; of a record, what was trained and when."""
    about = {
        "@id": file.relative_to(store.folder()).as_posix(),
        "@type": "File",
        "name": file.stem,
        "encodingFormat": KINDS[file.suffix],
        "contentSize": str(file.stat().st_size),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    if file.suffix == ".json":
        record = records.read(file)
        about["name"] = str(record.config)
        about["dateCreated"] = record.provenance["started"]
    return about
