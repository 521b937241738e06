"""``seqgraph list``, ``replay`` and ``check``: what is recorded, whether today's code
still makes it, and whether it is whole."""

from typing import Any

import click

from . import report
from .errors import MissingData, MissingRun, RecordError
from .runs import checkpoints, records, store
from .runs.checkpoints import FileShelf
from .runs.experiment import Experiment
from .runs.replay import UPDATES, replay_run


def list_runs(sections: tuple[str, ...]) -> None:
    """Say of each run what is recorded: see ``seqgraph list --help``."""
    store.folder()  # one sentence where there is none, not a long list of missing runs
    for section in report.sections(sections):
        click.echo(f"{section.number}  {section.title}")
        for config in section.runs:
            try:
                record = records.load(config)
            except RecordError:
                made = "damaged: `seqgraph check` says how"
            else:
                made = _made(record) if record else _missing(config)
            click.echo(f"     {config!s:60}  {made}")


def _made(record: records.Record) -> str:
    """How long a run took, and where."""
    seconds = sum(record.seconds.values())
    made = f"{seconds:7.0f} s  {record.provenance['device_name']}"
    return f"{made}; {records.said_of(record)}" if record.diverged else made


def _missing(config: Experiment[Any]) -> str:
    outlook = checkpoints.outlook(FileShelf.of(config), config.steps)
    return f"missing; {outlook}" if outlook else "missing"


def replay(sections: tuple[str, ...], device: str, quick: bool) -> None:
    """Train the first updates again: see ``seqgraph replay --help``."""
    configs = [config for part in report.sections(sections) for config in part.runs]
    if quick:
        configs = list({config.kind: config for config in reversed(configs)}.values())
    failed = 0
    for config in configs:
        record = records.load(config)
        if record is None:
            raise MissingRun(
                f"no recorded run of {config} in {store.folder()}; "
                "`seqgraph reproduce` makes it"
            )
        try:
            found = replay_run(record, device)
        except MissingData:
            click.echo(f"not replayed: needs data  {config!s}")
            continue
        failed += not found.agrees
        verdict = "agrees" if found.agrees else "DIFFERS"
        click.echo(
            f"{verdict:8} {config!s:60}  "
            f"off by {found.difference:.1e}, allowed {found.tolerance:.0e}"
            + (f", {found.updates} of {UPDATES} updates" * (found.updates < UPDATES))
        )
    if failed:
        raise click.ClickException(
            f"{failed} of {len(configs)} runs are not what today's code makes"
        )


def check(evaluate: bool, clean: bool) -> None:
    """Look at every file of the store: see ``seqgraph check --help``."""
    problems = report.problems()
    for file in store.leftovers():
        if clean:
            file.unlink(missing_ok=True)
            click.echo(f"removed {file}")
        else:
            problems.append(
                f"{file}: left by a process that was killed; "
                "`seqgraph check --clean` removes it"
            )
    if evaluate and not problems:
        for config, found in report.evaluations():
            if found is None:
                click.echo(f"not evaluated: needs data  {config!s}")
                continue
            said = f"{config!s}: {found.worst} is off by {found.difference:.1e}"
            click.echo(f"{'agrees' if found.agrees else 'DIFFERS':8} {said}")
            if not found.agrees:
                problems.append(f"{said}, allowed {found.tolerance:.0e}")
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(
            f"{len(problems)} problem{'s' * (len(problems) > 1)} in {store.folder()}"
        )
    click.echo(f"all is well in {store.folder()}")
