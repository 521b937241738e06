"""``seqgraph generate``: the network of fairy tales writes on from a beginning."""

import itertools

import click

from . import learning, output
from .errors import InputError, MissingRun
from .runs import store, weights
from .runs.settings import MOST_SEED
from .text import sampling
from .text.experiment import STAGES, CharLM
from .text.language_model import LanguageModel

MOST_CHARACTERS, MOST_SAMPLES = 1_000_000, 10_000


@click.command()
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
def generate(
    prompt: str,
    length: int,
    tau: float | None,
    greedy: bool,
    samples: int,
    seed: int,
    checkpoint: str | None,
    files: tuple[str, ...],
    encoding: str | None,
) -> None:
    """Write on from a prompt, character by character.

    The network has learnt Grimms' fairy tales, or FILE. The next character is drawn
    from softmax(tau * logits). What is usually called temperature is the inverse:
    tau = 1 / temperature. So tau = 2 is temperature 0.5, and --greedy is what a
    growing tau (a temperature of 0) comes to. The same seed writes the same text.

    \b
    Example:
      seqgraph generate --prompt "Sleeping beauty is" --tau 2 --length 200
    """
    if greedy and tau is not None:
        raise InputError("--greedy and --tau exclude each other; give one of them")
    tau = 1.0 if tau is None else tau
    if not 0 < tau < sampling.GREEDY:
        raise InputError(f"tau must be a finite number greater than 0; got {tau:g}")
    if files and checkpoint is not None:
        raise InputError("--checkpoint is about the tales, and excludes --text")
    model = _of_text(files, encoding) if files else _of_tales(checkpoint or "3/3")
    sampling.read(model, [prompt])  # refuses what cannot be read
    if lost := output.lacking(model.vocabulary):
        click.echo(
            f"the output's encoding, {output.encoding()}, lacks {len(lost)} of the "
            f"{len(model.vocabulary)} characters that may be written, which become ?; "
            "PYTHONIOENCODING=utf-8 keeps them",
            err=True,
        )
    for sample in range(samples):
        steps = sampling.write(
            model, [prompt], sampling.GREEDY if greedy else tau, [seed + sample]
        )
        characters = (model.vocabulary[k] for k in itertools.islice(steps, length))
        for written in itertools.chain([prompt], characters):
            click.echo(written, nl=False)
        click.echo()


def _of_tales(stage: str) -> LanguageModel:
    """The network at a stage of its training on the tales, from its kept weights."""
    model = weights.load(CharLM(steps=STAGES[stage]))
    if model is None:
        raise MissingRun(
            f"no weights of checkpoint {stage} in {store.folder()}; restore them from "
            "version control, or `seqgraph reproduce 2.1` trains them"
        )
    return model


def _of_text(files: tuple[str, ...], encoding: str | None) -> LanguageModel:
    """The network that has learnt from a reader's text."""
    model = learning.learnt(files, encoding)
    if model is None:
        raise MissingRun(
            f"nothing has been learnt from {' and '.join(files)} yet; "
            f"`seqgraph learn {' '.join(files)}` does, in some minutes"
        )
    return model
