"""``seqgraph reproduce``: train and record what is missing, here, on a cluster, or one
shard of it."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext

import click

from . import report, retraining, shards
from .errors import Ending, InputError, MissingData, Unfinished
from .machine import devices
from .runs import cluster, store
from .runs.study import Study

MOST_JOBS = 1024
device_option = click.option(
    "--device",
    default="auto",
    show_default=True,
    metavar="|".join(devices.DEVICES),
    help="Where to compute; auto takes a GPU if it can.",
)
sections_argument = click.argument("sections", nargs=-1, metavar="[SECTION]...")


@click.command()
@sections_argument
@device_option
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    help="Processes at a time.  [default: one a core, as far as memory goes; "
    "one on a GPU]",
)
@click.option(
    "--cluster",
    "address",
    metavar="ADDRESS",
    help="Train on the workers of this Dask scheduler; they need share no disk.",
)
@click.option(
    "--shard",
    metavar="K/N",
    help="Only the K-th of N parts of the runs.  [default: what SLURM's array says]",
)
@click.option(
    "--retrain", is_flag=True, help="Train every run again, from scratch, into DIR."
)
@click.option(
    "--into",
    metavar="DIR",
    help="Where --retrain records: an empty folder, or one that it has begun.",
)
def reproduce(
    sections: tuple[str, ...],
    device: str,
    jobs: int | None,
    address: str | None,
    shard: str | None,
    retrain: bool,
    into: str | None,
) -> None:
    """Train and record the runs that are missing.

    Recorded runs are left alone; with --retrain every run is trained again, into
    another folder, and DIR/times.json says how long each section took. A run that is
    interrupted goes on, with the next command, from where it was at most a minute
    before; one that fails is no other's end, and a closing table names it.

    \b
    Example:
      seqgraph reproduce 1.3 1.4 --retrain --into again
    """
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
        folder = retraining.begin(into)
        _each(chosen, lambda section: retraining.retrain(section, folder, device, jobs))
        return
    if part:
        chosen = shards.part(chosen, part)
        click.echo(f"shard {part}: {sum(len(each.runs) for each in chosen)} runs")
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
