"""The command line: ``python -m seqgraph`` or ``seqgraph``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from . import __version__, crate, doctor, output, report
from .errors import (
    Diverged,
    InputError,
    Interrupted,
    MissingData,
    MissingRun,
    RecordError,
    Unfinished,
    brief,
)
from .generating import generate
from .learning import learn
from .reproducing import device_option, reproduce, sections_argument
from .runs import checkpoints, records, store
from .runs.checkpoints import FileShelf
from .runs.experiment import Experiment
from .runs.replay import UPDATES, replay_run

INTERRUPTED = 130  # the exit status that a shell gives an interrupted command


@contextmanager
def _brief() -> Iterator[None]:
    """Click repeats what it cannot use, however long it is."""
    try:
        yield
    except click.UsageError as error:
        said = brief(error.message)
        error.message = said  # pyright: ignore[reportAttributeAccessIssue]
        raise


class _Commands(click.Group):
    """Commands in the order they are written; a user's mistake as one sentence, and
    what became of runs as a table, instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _brief():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        output.soften()
        try:
            with _brief():
                return super().invoke(ctx)
        except (
            Diverged,
            InputError,
            MissingData,
            MissingRun,
            RecordError,
            Unfinished,
        ) as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise output.refused(error) from None
        except KeyboardInterrupt as error:
            told = str(error) if isinstance(error, Interrupted) else "interrupted"
            click.echo(told, err=True)
            ctx.exit(INTERRUPTED)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="seqgraph")
def main() -> None:
    """Make, check and look at the recorded runs behind the book, and let a network
    write.

    A SECTION is a question of the assignment, such as 1.3; without one, a command is
    about the whole book.

    \b
    Variables:
      SEQGRAPH_RUNS   the folder of recorded runs (default: runs/ of the checkout,
                      and for what a reader trains this platform's folder for data)
      SEQGRAPH_CHECKPOINT  seconds between two checkpoints of a run (60; 0: none)
      SEQGRAPH_TRAIN  0 forbids training: a missing run is then an error
      SEQGRAPH_DATA   a folder to read data from; nothing is written there
    """


@main.command("list")
@sections_argument
def list_runs(sections: tuple[str, ...]) -> None:
    """List the runs of each section.

    Each is recorded, with the seconds it took and the device it ran on, or missing.
    """
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


main.add_command(reproduce)


@main.command()
@sections_argument
@device_option
@click.option("--quick", is_flag=True, help="Only one run of every kind.")
def replay(sections: tuple[str, ...], device: str, quick: bool) -> None:
    """Retrain the first updates of recorded runs.

    The first 20 losses are compared with the recorded ones, to see that today's code
    still makes them. The largest relative difference may be 1e-5 on the torch and
    device that made the record, and 1e-3 elsewhere. Where a run is chaotic, so that
    rounding decides its losses from some update on, only those before it count.
    """
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


@main.command()
@click.option(
    "--evaluate", is_flag=True, help="Also evaluate all kept weights again: a minute."
)
@click.option(
    "--clean", is_flag=True, help="Remove what processes that were killed have left."
)
def check(evaluate: bool, clean: bool) -> None:
    """Check every file of the store.

    Each must be whole and unedited, and every run and all weights that the book needs
    must be there. With --evaluate the kept weights are measured again, and must give
    what is recorded: within 1e-6 on the torch and device that made the record, and
    within 1e-2 elsewhere. With --clean, half-written files, locks that nobody holds and
    checkpoints of runs that are recorded by now are removed, and nothing else.
    """
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


main.add_command(learn)
main.add_command(generate)


@main.command("crate")
def print_crate() -> None:
    """Print the metadata of the recorded runs as an RO-Crate, for an archive."""
    click.echo(json.dumps(crate.metadata(), indent=1, ensure_ascii=False))


@main.command("doctor")
def run_doctor() -> None:
    """Say what this machine has, lacks and can run."""
    for finding in doctor.examine():
        advice = f": {finding.advice}" if finding.advice else ""
        click.echo(
            f"{'!' if advice else ' '} {finding.thing:16} {finding.state}{advice}"
        )


if __name__ == "__main__":
    main()
