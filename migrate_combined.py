"""Moves what the records of question 3.5 measured more than once from their metrics'
names into tables; every number, and all else, stays as it was written."""

import json
from pathlib import Path

from seqgraph.combined.examples import CASES
from seqgraph.combined.representations import TESTED_NODES
from seqgraph.combined.scene_questions import TESTED_OBJECTS
from seqgraph.runs.records import DIGITS, _digest, _text
from seqgraph.runs.tables import encoded


def representations(old: dict) -> tuple[dict, dict]:
    """Metrics and tables of a run of Representations."""
    shares = {
        name: [old.pop(f"{name} n={n}") for n in TESTED_NODES]
        for name in ("accuracy", "relabelled", "changed")
    }
    return {"weights": old.pop("weights")}, {
        "sizes": {"nodes": [*TESTED_NODES], **shares}
    }


def scene_questions(old: dict) -> tuple[dict, dict]:
    """Metrics and tables of a run of SceneQuestions."""
    metrics = {name: old.pop(name) for name in ("weights", "validation", "accuracy")}
    metrics["relabelled"] = old.pop("relabelled accuracy")
    questions = {"kind": [kind for kind, _ in CASES], "hops": [h for _, h in CASES]}
    questions["accuracy"] = [old.pop(f"{kind} hops={h}") for kind, h in CASES]
    questions["relabelled"] = [
        old.pop(f"relabelled {kind} hops={h}") for kind, h in CASES
    ]
    sizes = {
        "objects": [*TESTED_OBJECTS],
        "accuracy": [old.pop(f"accuracy n={n}") for n in TESTED_OBJECTS],
    }
    return metrics, {"questions": questions, "sizes": sizes}


for kind, moved in (
    ("Representations", representations),
    ("SceneQuestions", scene_questions),
):
    for file in sorted(Path("runs", kind).glob("*.json")):
        content = json.loads(file.read_text())
        digest = content.pop("digest")
        assert _digest(content) == digest, file
        if "tables" in content:
            continue
        old = dict(content["metrics"])
        content["metrics"], tables = moved(old)
        assert not old, (file, old)
        tables = {name: encoded(name, each, DIGITS) for name, each in tables.items()}
        content = {
            name: content.get(name, tables)
            for name in (
                "experiment",
                "config",
                "metrics",
                "tables",
                "seconds",
                "provenance",
                "curves",
            )
        }
        file.write_text(_text({**content, "digest": _digest(content)}))
