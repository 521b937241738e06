"""``seqgraph reproduce``: train and record what is missing, here, on a cluster, or one
shard of it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from . import planning, report, retraining, shards
from .errors import Ending, InputError, MissingData, Unfinished
from .machine import devices
from .runs import cluster, store
from .runs.study import Study


def reproduce(
    sections: tuple[str, ...],
    device: str,
    jobs: int | None,
    address: str | None,
    shard: str | None,
    retrain: bool,
    into: str | None,
    plan: bool,
) -> None:
    """Do what ``seqgraph reproduce --help`` says, until all sections had their turn."""
    if into is not None:
        retraining.ensure_name(into)
    if retrain != (into is not None):
        raise InputError(
            "--retrain and --into go together: --retrain --into DIR trains every run "
            "again, and DIR is where, since the recorded runs stay as they are"
        )
    chosen, part = report.sections(sections), shards.named(shard)
    if into is not None:
        if part or address is not None:
            raise InputError(
                "--retrain measures one machine, and goes neither with --cluster nor "
                "with a shard; set SEQGRAPH_RUNS to an empty folder instead"
            )
        devices.resolve(device)  # before a folder is made
        if plan:
            with store.elsewhere(Path(into).absolute()):
                _say(planning.told(chosen, device, jobs))
            return
        folder = retraining.begin(into)
        _each(chosen, lambda section: retraining.retrain(section, folder, device, jobs))
        return
    if part:
        chosen = shards.part(chosen, part)
        click.echo(f"shard {part}: {sum(len(each.runs) for each in chosen)} runs")
    if plan:
        _say(planning.told(chosen, device, jobs))
        return
    diverged: list[Ending] = []
    with nullcontext() if address is None else cluster.joined(address) as executor:

        def train(section: Study) -> str:
            runs = report.reproduce(section, device, jobs, executor)
            diverged.extend(report.diverged(runs))
            return (
                f"{section.number}  {section.title}: "
                f"{len(runs)} runs are recorded in {store.folder()}"
            )

        _each(chosen, train, diverged)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _each(
    sections: Sequence[Study],
    train: Callable[[Study], str],
    endings: list[Ending] | None = None,
) -> None:
    """Train section after section, whatever happens to runs of one; Unfinished at the
    end if anything did."""
    endings = [] if endings is None else endings
    for section in sections:
        try:
            said = train(section)
        except Unfinished as error:
            endings += error.endings
        except MissingData as error:
            endings.append(Ending(f"section {section.number}", str(error), ""))
        else:
            click.echo(said)
    if endings:
        raise Unfinished(endings)
