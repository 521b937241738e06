"""``seqgraph generate``: the network of fairy tales writes on from a beginning."""

import itertools

import click

from .errors import InputError, MissingRun
from .runs import store, sweeps, weights
from .text import sampling
from .text.experiment import STAGES, CharLM
from .text.language_model import LanguageModel


@click.command()
@click.option("--prompt", required=True, help="The beginning; it is written as well.")
@click.option(
    "--length",
    type=click.IntRange(min=1),
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
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many texts; each has the seed of the one before it plus one.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--checkpoint",
    type=click.Choice(list(STAGES)),
    default="3/3",
    show_default=True,
    help="How much of its training the network has had.",
)
@click.option(
    "--text",
    metavar="FILE",
    help="Learn from this UTF-8 file instead of the tales: minutes, the first time.",
)
def generate(
    prompt: str,
    length: int,
    tau: float | None,
    greedy: bool,
    samples: int,
    seed: int,
    checkpoint: str,
    text: str | None,
) -> None:
    """Write on from a prompt, character by character.

    The network has learnt Grimms' fairy tales. The next character is drawn from
    softmax(tau * logits). What is usually called temperature is the inverse:
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
    model = _checkpoint(checkpoint, text)
    for sample in range(samples):
        steps = sampling.write(
            model, [prompt], sampling.GREEDY if greedy else tau, [seed + sample]
        )
        characters = (model.vocabulary[k] for k in itertools.islice(steps, length))
        first = next(characters)  # refuses what cannot be read before it is printed
        for written in itertools.chain([prompt, first], characters):
            click.echo(written, nl=False)
        click.echo()


def _checkpoint(name: str, text: str | None) -> LanguageModel:
    """The network at a stage of its training on the tales, from its kept weights; on
    another text it is trained where it has not been."""
    if text is not None:
        return sweeps.trained(CharLM(text=text, steps=STAGES[name]))
    config = CharLM(steps=STAGES[name])
    model = weights.load(config)
    if model is None:
        raise MissingRun(
            f"no weights of checkpoint {name} in {store.folder()}; restore them from "
            "version control, or `seqgraph reproduce 2.1` trains them"
        )
    return model
