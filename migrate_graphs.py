"""Moves numbers out of metrics' names into tables, in the records of Part 3."""

import json
import re
from pathlib import Path

from seqgraph.runs.records import DIGITS, _digest, _text
from seqgraph.runs.tables import encoded

NAMES = {
    "Citations": {"attention": (r"entropy_(\d+)", ("layer", "entropy"))},
    "Neighbourhood": {
        "papers": (r"class (\d+)", ("paper", "field")),
        "attention": (
            r"layer (\d+) head (\d+) from (\d+)",
            ("layer", "head", "paper", "weight"),
        ),
    },
}

for kind, tables in NAMES.items():
    for file in sorted(Path("runs", kind).glob("*.json")):
        content = json.loads(file.read_bytes())
        digest = content.pop("digest")
        assert digest == _digest(content), file
        found = {}
        for name, (pattern, columns) in tables.items():
            rows = []
            for metric in list(content["metrics"]):
                if match := re.fullmatch(pattern, metric):
                    value = content["metrics"].pop(metric)
                    rows.append((*map(int, match.groups()), value))
            if rows:
                values = map(list, zip(*rows, strict=True))
                table = dict(zip(columns, values, strict=True))
                found[name] = encoded(name, table, DIGITS)
                for column, each in found[name].items():
                    assert each["values"] == table[column]  # nothing was rounded
        if found:
            order = ("experiment", "config", "metrics")
            content = {
                **{name: content[name] for name in order},
                "tables": found,
                **{n: part for n, part in content.items() if n not in order},
            }
            text = _text({**content, "digest": _digest(content)})
            file.write_text(text, encoding="utf-8")
