"""``seqgraph generate``: the network of fairy tales writes on from a beginning."""

import itertools

import click

from . import learning, output
from .errors import InputError, MissingRun
from .runs import store, weights
from .text import STAGES, sampling
from .text.experiment import CharLM
from .text.language_model import LanguageModel


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
    """Print what a network writes: see ``seqgraph generate --help``."""
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
