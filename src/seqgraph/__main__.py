"""The command line: ``python -m seqgraph`` or ``seqgraph``.

What a command does is in a module of its own, imported when it runs: torch takes
seconds, and help and mistakes need none of it."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from . import __version__, output
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
from .machine import DEVICES
from .runs.settings import MOST, MOST_SEED
from .text import STAGES

MOST_JOBS, MOST_CHARACTERS, MOST_SAMPLES = 1024, 1_000_000, 10_000
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


_device = click.option(
    "--device",
    default="auto",
    show_default=True,
    metavar="|".join(DEVICES),
    help="Where to compute; auto takes a GPU if it can.",
)
_sections = click.argument("sections", nargs=-1, metavar="[SECTION]...")


def _call(place: str, **given: Any) -> None:
    """Call MODULE.FUNCTION with what a command was given."""
    module, _, function = place.partition(".")
    getattr(importlib.import_module(f".{module}", __package__), function)(**given)


@main.command("list")
@_sections
def list_runs(**given: Any) -> None:
    """List the runs of each section.

    Each is recorded, with the seconds it took and the device it ran on, or missing.
    """
    _call("checking.list_runs", **given)


@main.command()
@_sections
@_device
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
@click.option(
    "--plan", is_flag=True, help="Only say what would be trained, and for how long."
)
def reproduce(**given: Any) -> None:
    """Train and record the runs that are missing.

    Recorded runs are left alone; with --retrain every run is trained again, into
    another folder, and DIR/times.json says how long each section took. A run that is
    interrupted goes on, with the next command, from where it was at most a minute
    before; one that fails is no other's end, and a closing table names it.

    \b
    Example:
      seqgraph reproduce 1.3 1.4 --retrain --into again
    """
    _call("reproducing.reproduce", **given)


@main.command()
@_sections
@_device
@click.option("--quick", is_flag=True, help="Only one run of every kind.")
def replay(**given: Any) -> None:
    """Retrain the first updates of recorded runs.

    The first 20 losses are compared with the recorded ones, to see that today's code
    still makes them. The largest relative difference may be 1e-5 on the torch and
    device that made the record, and 1e-3 elsewhere. Where a run is chaotic, so that
    rounding decides its losses from some update on, only those before it count.
    """
    _call("checking.replay", **given)


@main.command()
@click.option(
    "--evaluate", is_flag=True, help="Also evaluate all kept weights again: a minute."
)
@click.option(
    "--clean", is_flag=True, help="Remove what processes that were killed have left."
)
def check(**given: Any) -> None:
    """Check every file of the store.

    Each must be whole and unedited, and every run and all weights that the book needs
    must be there. With --evaluate the kept weights are measured again, and must give
    what is recorded: within 1e-6 on the torch and device that made the record, and
    within 1e-2 elsewhere. With --clean, half-written files, locks that nobody holds and
    checkpoints of runs that are recorded by now are removed, and nothing else.
    """
    _call("checking.check", **given)


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--encoding",
    metavar="NAME",
    help="What the files are written in, such as latin-1.  [default: UTF-8]",
)
@click.option(
    "--updates",
    type=click.IntRange(1, MOST),
    help="How long to learn.  [default: one for 64 characters, from 1,000 to 8,441]",
)
def learn(**given: Any) -> None:
    """Learn to write like a text of one's own.

    Several files are one text, in their order. Any text will do, of up to 100 MB and
    8,000 different characters. Afterwards `seqgraph generate --text FILE...` writes.
    The network is kept in a store of the reader's own, in this platform's folder for
    data, or where SEQGRAPH_RUNS says.

    \b
    Example:
      seqgraph learn letters.txt
      seqgraph generate --text letters.txt --prompt "Dear "
    """
    _call("learning.learn", **given)


@main.command()
@click.option("--prompt", required=True, help="The beginning; it is written as well.")
@click.option(
    "--length",
    type=click.IntRange(1, MOST_CHARACTERS),
    default=300,
    show_default=True,
    help="Characters to write after the prompt.",
)
@click.option(
    "--tau",
    type=float,
    help="Multiplies the logits: above 1 surer, below 1 wilder.  [default: 1]",
)
@click.option("--greedy", is_flag=True, help="Always take the likeliest character.")
@click.option(
    "--samples",
    type=click.IntRange(1, MOST_SAMPLES),
    default=1,
    show_default=True,
    help="How many texts; each has the seed of the one before it plus one.",
)
@click.option("--seed", type=click.IntRange(0, MOST_SEED), default=0, show_default=True)
@click.option(
    "--checkpoint",
    type=click.Choice(list(STAGES)),
    help="How much of its training on the tales it has had.  [default: 3/3]",
)
@click.option(
    "--text",
    "files",
    multiple=True,
    metavar="FILE",
    help="Write as this file does, from which `seqgraph learn` has learnt.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    help="What FILE is written in, such as latin-1.  [default: UTF-8]",
)
def generate(**given: Any) -> None:
    """Write on from a prompt, character by character.

    The network has learnt Grimms' fairy tales, or FILE. The next character is drawn
    from softmax(tau * logits). What is usually called temperature is the inverse:
    tau = 1 / temperature. So tau = 2 is temperature 0.5, and --greedy is what a
    growing tau (a temperature of 0) comes to. The same seed writes the same text.

    \b
    Example:
      seqgraph generate --prompt "Sleeping beauty is" --tau 2 --length 200
    """
    _call("generating.generate", **given)


@main.command()
def crate() -> None:
    """Print the metadata of the recorded runs as an RO-Crate, for an archive."""
    _call("crate.echo")


@main.command()
def doctor() -> None:
    """Say what this machine has, lacks and can run."""
    _call("doctor.echo")


if __name__ == "__main__":
    main()
