"""``seqgraph learn``: a network learns from a reader's own text."""

import copy
import hashlib
from pathlib import Path

import click

from . import output
from .errors import Diverged, InputError, brief
from .measure.timing import an_update
from .runs import records, single, store, sweeps, weights
from .runs.decoding import decoded, known
from .text import corpus, own_text
from .text.experiment import CharLM
from .text.language_model import LanguageModel
from .text.own_text import OwnText

RECORDED = 40  # bytes that a record takes for an update, about


def learn(files: tuple[str, ...], encoding: str | None, updates: int | None) -> None:
    """Train on a reader's text and keep the network: see ``seqgraph learn --help``."""
    text, _ = read(files, encoding)
    steps = updates or own_text.updates(len(corpus.split(text)[0]))
    config = OwnText(text=own_text.hold(text, files[0]), steps=steps)
    if missing := single.is_missing(config, keep=True):
        model = config.model()  # refuses a text that is too short
        single.refuse_to_train(config)
        store.ensure_writable([config])
        store.ensure_room(config, _bytes(model) + RECORDED * steps)
        each = an_update(config, copy.deepcopy(model), "cpu", 2.0)
        click.echo(
            f"{len(text):,} characters, {len(model.vocabulary):,} of them different; "
            f"{steps:,} updates take about {output.duration(steps * each)}"
        )
    (record,) = sweeps.run([config], jobs=1, keep=[config])
    if record.diverged:
        raise Diverged(
            f"{config} {records.said_of(record)}; delete {store.path(config)} to learn "
            "again"
        )
    if not missing:
        click.echo(f"this has been learnt already; {_advice(files, encoding)}")
        return
    click.echo(
        "a character of the last tenth, which was kept aside, costs "
        f"{record.metrics['bits']:.2f} bits; by counts of characters "
        f"{record.metrics['bits_characters']:.2f}, of pairs "
        f"{record.metrics['bits_pairs']:.2f}, packed by xz "
        f"{record.metrics['bits_packed']:.2f}"
    )
    click.echo(f"kept in {store.path(config, '.safetensors')}")
    click.echo(_advice(files, encoding))


def read(files: tuple[str, ...], encoding: str | None) -> tuple[str, str]:
    """The text of all files and the SHA-256 of their bytes. Each is read once: what
    comes through a pipe comes once.

    Raises:
        InputError: a file that cannot be read, is too long or is no text.
    """
    known(encoding)
    left, texts, digest = own_text.LONGEST, [], hashlib.sha256()
    for file in files:
        try:
            with Path(file).open("rb") as opened:
                content = opened.read(left + 1)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            said = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"cannot read the text {brief(file)} ({said})") from None
        left -= len(content)
        if left < 0:
            raise InputError(
                f"{' and '.join(files)} have more than {own_text.LONGEST:,} bytes, "
                "the most that is read"
            )
        digest.update(content)
        texts.append(decoded(content, file, encoding))
    return texts[0] if len(texts) == 1 else "\n".join(texts), digest.hexdigest()


def learnt(files: tuple[str, ...], encoding: str | None) -> LanguageModel | None:
    """The network that has learnt longest from files; None if there is none.

    A text is known by its characters: its files may have been moved, renamed or
    written in another encoding since.
    """
    text, bytes_ = read(files, encoding)
    # What `generate --text` learnt at first was named by its path and its bytes.
    names = {OwnText: own_text.named(text, "").partition("#")[2], CharLM: bytes_[:12]}
    found: list[OwnText | CharLM] = []
    for kind, digest in names.items():
        for shelf in store.folders():
            for file in (shelf / kind.__name__).glob("*.safetensors"):
                config = weights.config(file)
                if isinstance(config, OwnText | CharLM) and (
                    config.text.endswith(f"#{digest}")
                ):
                    found.append(config)
    return weights.load(max(found, key=lambda c: c.steps)) if found else None


def _bytes(model: LanguageModel) -> int:
    return sum(t.numel() * t.element_size() for t in model.state_dict().values())


def _advice(files: tuple[str, ...], encoding: str | None) -> str:
    named = "".join(f" --text {file}" for file in files)
    also = f" --encoding {encoding}" if encoding else ""
    return f"`seqgraph generate{named}{also} --prompt ...` writes on from a beginning"
