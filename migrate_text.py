"""Once: the shares of copied stretches of every recorded CharLM, from metrics that
carry τ in their names to the table "copied". Keys, curves, settings, provenance stay.
"""

import json
from pathlib import Path

from seqgraph.runs import records, tables

COLUMNS = {"share": "copied", "low": "copied_low", "high": "copied_high"}

for file in sorted(Path("runs/CharLM").glob("*.json")):
    content = json.loads(file.read_text())
    assert content.pop("digest") == records._digest(content)
    metrics = content["metrics"]
    names = [name for name in metrics if name.startswith("copied tau=")]
    taus = [name.removeprefix("copied tau=") for name in names]
    table = {"tau": [float(tau) for tau in taus]}
    for column, prefix in COLUMNS.items():
        table[column] = [metrics.pop(f"{prefix} tau={tau}") for tau in taus]
    assert list(metrics) == ["bits", "bits_characters", "bits_pairs"]
    coded = {"copied": tables.encoded("copied", table, records.DIGITS)}
    assert tables.decoded(coded["copied"]) == table
    new = {}
    for name, part in content.items():
        new[name] = part
        if name == "metrics":
            new["tables"] = coded
    file.write_text(records._text({**new, "digest": records._digest(new)}))
