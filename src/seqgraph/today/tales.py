"""Page 1.4b: several networks learn to predict the characters of the tales."""

import dataclasses
import math
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..errors import InputError
from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    longest_gradient,
    one_of,
    random_seed,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.room import outputs
from ..runs.training import fit, updates
from ..text import corpus
from ..text.experiment import CharLM, bits, named_text
from .readers import Attending, MinGRUs, Reader, Recurrent
from .transformer import Transformer

RECURRENT = {"lstm": nn.LSTM, "gru": nn.GRU, "mingru": MinGRUs}
READERS = (*RECURRENT, "transformer")
HEADS = 4
_CHUNK = 512  # windows scored at a time


@register
@final
@dataclasses.dataclass(frozen=True)
class Tales(Experiment[Reader]):
    """Train a reader on windows of the first nine tenths of a text; the defaults are
    those of Part 2's language model.

    Example:
        >>> Tales(reader="gru", hidden=148).changed
        {'reader': 'gru', 'hidden': 148}
    """

    reader: str = one_of(READERS, "lstm", "kind of network")
    text: str = named_text("registered text, or the path of a UTF-8 file")
    length: int = whole(30, "T, characters of a window", most=10_000)
    batch: int = whole(64, "windows per update, at random offsets")
    embedding: int = whole(
        64, "dimensions of a recurrent network's characters", only=("reader", RECURRENT)
    )
    hidden: int = whole(128, "units of a layer; a transformer's width")
    inner: int = whole(
        192, "units inside a block of a transformer", only=("reader", ("transformer",))
    )
    layers: int = whole(2, "layers, or blocks", most=1000)
    steps: int = whole(2000, "updates")
    lr: float = adam_rate(2e-3)
    clip: float = longest_gradient(5.0)
    seed: int = random_seed(5, "weights and offsets")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.hidden % HEADS:
            raise InputError(
                f"hidden must be a multiple of {HEADS}, the heads of a transformer; "
                f"got {self.hidden}"
            )
        object.__setattr__(self, "text", corpus.pinned(self.text))

    @property
    def data(self) -> tuple[str, ...]:
        return self._language_model.data

    @property
    def _language_model(self) -> CharLM:
        """Part 2's experiment on the same text."""
        return CharLM(text=self.text, part="first", length=self.length)

    def model(self) -> Reader:
        characters = len(corpus.vocabulary(self._language_model.corpus()[0]))
        with seeded_by(generator(self.seed, "weights")):
            if self.reader in RECURRENT:
                return Recurrent(
                    RECURRENT[self.reader],
                    characters,
                    self.embedding,
                    self.hidden,
                    self.layers,
                )
            return Attending(
                Transformer(
                    characters,
                    self.length,
                    self.hidden,
                    self.inner,
                    HEADS,
                    self.layers,
                    characters,
                )
            )

    def kept(self, model: Reader) -> int:
        if self.reader in RECURRENT:  # a layer's two matrices make one set of gates
            each = outputs(model) // 2
        else:
            each = outputs(model) + self.layers * HEADS * self.length
        return self.batch * self.length * each

    def train(self, model: Reader, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats a character) of each update's batch."""
        codes, _ = self._codes()
        offsets = generator(self.seed, "offsets")
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)

        def step(batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
            x, y = (part.to(device) for part in batch)
            logits, _ = model(x)
            return {"loss": F.cross_entropy(logits.flatten(0, 1), y.flatten())}

        batches = (
            corpus.windows(codes, self.length, self.batch, offsets)
            for _ in updates(self.steps, model, optimizer, offsets)
        )
        return fit(model, batches, step, optimizer, clip=self.clip)

    def evaluate(self, model: Reader, device: torch.device) -> Measured:
        """Bits per character over the last tenth of the tales: from the half to the
        whole of a window before each, and, where there is a state to carry, from all
        that stands before it."""
        unseen = self._codes()[1].to(device)
        numbers = {
            "bits": bits_in_windows(model, unseen, self.length),
            "parameters": sum(weight.numel() for weight in model.parameters()),
        }
        if self.reader in RECURRENT:
            numbers["bits_carried"] = bits(model, unseen)
        return Measured(numbers)

    def _codes(self) -> tuple[Tensor, Tensor]:
        """The text to learn from and the text to measure on, as codes."""
        text, learnt, last = self._language_model.corpus()
        vocabulary = corpus.vocabulary(text)
        return corpus.encode(learnt, vocabulary), corpus.encode(last, vocabulary)


@torch.no_grad()
def bits_in_windows(model: nn.Module, codes: Tensor, length: int) -> float:
    """Bits per character that ``model`` needs for a text (N,), each predicted from
    between the half and the whole of ``length`` characters before it.

    Example:
        >>> def sure_of_the_next(x):
        ...     return 50.0 * F.one_hot(x + 1, 9), None
        >>> bits_in_windows(sure_of_the_next, torch.arange(9), length=4)
        0.0
    """
    half = length // 2
    windows = codes.unfold(0, length + 1, half)
    total = 0.0
    for chunk in windows.split(_CHUNK):
        logits, _ = model(chunk[:, :-1])
        total += F.cross_entropy(
            logits[:, -half:].flatten(0, 1),
            chunk[:, -half:].flatten(),
            reduction="sum",
        ).item()
    return total / (len(windows) * half) / math.log(2)
