"""Throw-away: the names of these kinds' metrics become tables."""

import json
from pathlib import Path

from seqgraph.applications.circle import HELD, KNOWN
from seqgraph.runs.records import DIGITS, _digest, _text
from seqgraph.runs.tables import encoded


def frame(names, rows):
    columns = zip(*rows, strict=True)
    return {n: list(c) for n, c in zip(names, columns, strict=True)}


def listening(metrics, config):
    groups, users, edges = {}, [], []
    numbers = {}
    for name, value in metrics.items():
        words = name.split()
        if words[0] == "edge":
            edges.append((*words[1:], {1: KNOWN, 2: HELD}[value]))
        elif words[1:2] == ["of"]:
            users.append((int(words[2]), value))
        elif len(words) == 1:
            numbers[name] = value
        else:
            what = words[1]
            if what == "newcomers":
                least = most = config["newcomers"]
            else:
                least, most = int(words[2]), int(words[4])
            groups.setdefault((what, least, most), {})[words[0]] = value
    tables = {
        "groups": frame(
            ("what", "least", "most", "users", "recall", "ndcg"),
            [(*k, v["users"], v["recall"], v["ndcg"]) for k, v in groups.items()],
        )
    }
    if users:
        tables["users"] = frame(("place", "recall"), users)
    if edges:
        tables["neighbourhood"] = frame(("source", "target", "kind"), edges)
    assert 3 + 3 * len(groups) + len(users) + len(edges) == len(metrics)
    return numbers, tables


WORDS = {"ring of": "ring", "hybridisation": "hybridisation"}


def shifts(metrics, config):
    numbers, above, groups, errors, worst = {}, [], {}, [], []
    for name, value in metrics.items():
        words = name.split()
        if name.startswith("above "):
            above.append((int(words[1]), value))
        elif name.startswith("error "):
            errors.append((int(words[1]), value))
        elif name.startswith("off atom "):
            assert words[3] == "of" and len(words) == 5
            worst.append((words[4], int(words[2]), value))
        elif name == "atoms twins":
            numbers["twins"] = value
        elif words[0] in ("mae", "atoms") and len(words) > 1:
            rest = name.split(" ", 1)[1].replace("ring of", "ring")
            what, group = rest.split(" ", 1)
            groups.setdefault((what, group), {})[words[0]] = value
        else:
            numbers[name] = value
    rows = {}
    for row, value in errors:
        rows.setdefault(value, []).append(row)
    assert all(len(rows[value]) == 1 for *_, value in worst), worst
    count = len(numbers) + len(above) + 2 * len(groups) + len(errors) + len(worst)
    assert count == len(metrics)
    return numbers, {
        "above": frame(("ppm", "share"), above),
        "groups": frame(
            ("what", "group", "atoms", "mae"),
            [(*k, v["atoms"], v["mae"]) for k, v in groups.items()],
        ),
        "errors": frame(("row", "error"), errors),
        "worst": frame(
            ("row", "smiles", "atom", "error"), [(rows[w[2]][0], *w) for w in worst]
        ),
    }


for kind, change in (
    ("Recommendation", listening),
    ("RecommendationFloor", listening),
    ("Shifts", shifts),
    ("ShiftFloor", shifts),
):
    for file in sorted(Path("runs", kind).glob("*.json")):
        old = json.loads(file.read_text())
        assert old.pop("digest") == _digest(old)
        assert "tables" not in old
        numbers, tables = change(old["metrics"], old["config"])
        new = {
            "experiment": old["experiment"],
            "config": old["config"],
            "metrics": numbers,
            "tables": {n: encoded(n, t, DIGITS) for n, t in tables.items()},
            "seconds": old["seconds"],
            "provenance": old["provenance"],
            "curves": old["curves"],
        }
        file.write_text(_text({**new, "digest": _digest(new)}))
