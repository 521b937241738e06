"""What the recorded runs took and where they came from, and what benchmarks claim, in
the words of the pages that say so. All of it is read from records and reports."""

import dataclasses
import functools
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path

from IPython.display import Markdown

from . import report
from .measure.benchmarks import Report, results
from .page.notebook import say, table
from .runs import records, store
from .runs.experiment import Experiment
from .runs.records import Record
from .runs.study import Study

NOT_RECORDED = "not recorded"
REPEATED = ("seed", "fold")  # in which runs differ that are made for one number
ROWS = 29  # of a table, besides its head: LaTeX breaks no cell of a longer one


def recorded(*numbers: str) -> list[Record]:
    """The recorded runs of these sections, of all for none, each once; without curves
    and tables, of which no account is given."""
    configs = [config for part in report.sections(numbers) for config in part.runs]
    files = (store.path(config) for config in dict.fromkeys(configs))
    return [_read(file, file.stat().st_mtime_ns) for file in files if file.exists()]


@functools.cache
def _read(file: Path, written: int) -> Record:
    """A record as :func:`recorded` has it; read again only if its file was written
    since."""
    return dataclasses.replace(records.read(file), curves={}, tables={})


def seconds(runs: Iterable[Record]) -> float:
    """Wall-clock seconds of training and evaluation, one run after the other."""
    return sum(sum(run.seconds.values()) for run in runs)


def duration(time: float) -> str:
    """Seconds as one says them, in one line: 45 s, 12 min, 3 h 5 min."""
    minutes = round(time / 60)
    if time < 100:
        said = f"{time:.0f} s" if time >= 0.5 else "< 1 s"
    elif minutes < 100:
        said = f"{minutes} min"
    else:
        said = f"{minutes // 60} h {minutes % 60} min"
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def cost(*numbers: str) -> Markdown:
    """What a page needs and how long that takes. ``numbers`` are the sections whose
    recorded runs it shows; without one it shows none."""
    runs = recorded(*numbers) if numbers else []
    if not runs:
        return say("""
        **What this page needs.** No recorded run, no data and no GPU: all it shows is
        computed in seconds when the page is executed.
        """)
    times = [
        f"{duration(seconds(group))} on {_place(group[0])}"
        for group in _grouped(runs, _place)
    ]
    if all(run.provenance["device"] != "cuda" for run in runs):
        times.append("on a GPU: not measured")
    files = {name for run in runs for name in run.config.data}
    some = f"{len(files)} data file{'s' * (len(files) > 1)}"
    reads = f", which reads {some}" if files else ""
    sections = f"section{'s' * (len(numbers) > 1)} {' and '.join(numbers)}"
    return say(f"""
    **What this page needs.** No data and no GPU: it reads from the {len(runs)} recorded
    runs of {sections}, and is executed in seconds. Training them, one after the other,
    took {"; ".join(times)}. To train them again, with the book's command line:
    `seqgraph reproduce {" ".join(numbers)} --retrain --into again`{reads}.
    """)


def overview() -> Markdown:
    """A row for each section: its runs, their time, and the command that makes them."""
    rows = []
    for section in report.sections():
        runs = recorded(section.number)
        command = f"`seqgraph reproduce {section.number}`"
        time = duration(seconds(runs))
        rows.append((section.number, section.title, len(runs), time, command))
    return table(("section", "what", "runs", "time", "command"), rows)


def environments(runs: list[Record]) -> dict[tuple[str, ...], str]:
    """A letter for each machine and set of versions, A for the one with most runs."""
    made = Counter(map(_environment, runs)).most_common()
    return {each: chr(ord("A") + k) for k, (each, _) in enumerate(made)}


def environments_table(runs: list[Record]) -> Markdown:
    """A row for each machine and set of versions."""
    count = Counter(map(_environment, runs))
    rows = [(letter, *each, count[each]) for each, letter in environments(runs).items()]
    header = ("letter", "device", "threads", "Python", "PyTorch", "PyG", "runs")
    return table(header, rows)


def runs_table(section: Study, letters: dict[tuple[str, ...], str]) -> Markdown:
    """A row for the runs of a section that differ in nothing but seed and fold; a new
    table every ROWS rows."""
    rows = []
    for runs in _grouped(recorded(section.number), _settings):
        rows.append(
            (
                _settings(runs[0]),
                len(runs),
                duration(seconds(runs)),
                _all(_commit(run) for run in runs),
                _days(runs),
                _all(letters[_environment(run)] for run in runs),
            )
        )
    header = ("settings", "runs", "time", "commit", "begun", "where")
    parts = [rows[k : k + ROWS] for k in range(0, len(rows), ROWS)]
    return Markdown("\n\n".join(str(table(header, part).data) for part in parts))


def speeds(reports: Mapping[str, Report]) -> Markdown:
    """What benchmarks claim, by title: a fold for each, and for every ROWS rows."""
    header = ("what", "ours", "rival", "rounds", "times better (quartiles)")
    folds = []
    for title, report_ in reports.items():
        rows = [
            (
                claim.what,
                claim.ours,
                claim.rival,
                len(claim.values[claim.ours]),
                claim.ratio,
            )
            for claim in report_.claims
        ]
        for k in range(0, len(rows), ROWS):
            some = table(header, rows[k : k + ROWS]).data
            name = f"{title} (continued)" if k else title
            where = report_.machine["device_name"]
            folds.append(f":::{{dropdown}} {name}: {where}\n{some}\n:::")
    return Markdown("\n\n".join(folds))


def from_scratch() -> Markdown:
    """What it took to train each section's runs anew, as ``reproduce --retrain`` wrote
    it down, in a fold."""
    times = json.loads((results() / "from_scratch.json").read_text("utf-8"))
    rows = [
        (
            f"{section.number} {section.title}",
            took["trained"],
            duration(took["seconds"]),
            duration(took["cpu_seconds"]),
        )
        for section in report.sections()
        if (took := times.get(section.number))
    ]
    devices = " and ".join(sorted({took["device"] for took in times.values()}))
    shown = table(("section", "runs", "time", "CPU time"), rows).data
    title = f"Training from scratch, two runs at a time: {devices}"
    return Markdown(f":::{{dropdown}} {title}\n{shown}\n:::")


def meanings_table(runs: list[Record]) -> Markdown:
    """A row for each setting that differs from its default in one of these runs, but
    for seed and fold."""
    used = {(type(run.config), name) for run in runs for name in run.config.changed}
    kinds = dict.fromkeys(type(run.config) for run in runs)
    rows = [
        (kind.__name__, name, meaning, default)
        for kind in kinds
        for name, default, meaning in kind.settings()
        if name not in REPEATED and (kind, name) in used
    ]
    return table(("experiment", "setting", "meaning", "default"), rows)


def data_table() -> Markdown:
    """A row for each data file: its address, its SHA-256 and its licence."""
    rows = []
    for name, file in sorted(report.data_files().items()):
        # In four parts, so that it can be broken where there is no room for it.
        digest = " ".join(file.sha256[k : k + 16] for k in range(0, 64, 16))
        rows.append((f"[{name}](<{file.address}>)", digest, file.licence))
    return table(("file", "SHA-256", "licence"), rows)


def _place(run: Record) -> str:
    """Where a run trained."""
    name, threads = run.provenance["device_name"], run.provenance["threads"]
    if run.provenance["device"] == "cuda":
        return f"a GPU ({name})"
    return f"{threads} thread{'s' * (threads > 1)} of a CPU ({name})"


def _environment(run: Record) -> tuple[str, ...]:
    """The columns of ``environments_table``."""
    made = run.provenance
    names = ("threads", "python", "torch", "torch_geometric")
    versions = (str(made.get(name, NOT_RECORDED)) for name in names)
    return (f"{made['device_name']}, {made['machine']}", *versions)


def _settings(run: Record) -> str:
    """The class and its changed settings, without seed and fold."""
    config: Experiment = run.config
    changed = [f"{k}={v}" for k, v in config.changed.items() if k not in REPEATED]
    return f"{type(config).__name__}: {', '.join(changed) or 'the defaults'}"


def _commit(run: Record) -> str:
    """The commit that a run was made with; + if ``src/`` had changes besides."""
    commit, modified = run.provenance["commit"], run.provenance["src_modified"]
    return f"{commit[:7]}{'+' * modified}" if commit else NOT_RECORDED


def _days(runs: list[Record]) -> str:
    """The day, or the first and the last, on which the runs began (UTC)."""
    # Hyphens that a line does not break at: a narrow column would break every date.
    days = sorted(
        run.provenance["started"][:10].replace("-", "\N{NON-BREAKING HYPHEN}")
        for run in runs
    )
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def _all(words: Iterable[str]) -> str:
    """The different words, in the order of their first."""
    return ", ".join(dict.fromkeys(words))


def _grouped(
    runs: Iterable[Record], by: Callable[[Record], Hashable]
) -> list[list[Record]]:
    """Runs that agree in something, in the order of each group's first."""
    groups: dict[Hashable, list[Record]] = {}
    for run in runs:
        groups.setdefault(by(run), []).append(run)
    return list(groups.values())
