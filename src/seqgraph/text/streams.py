"""A stronger recurrent rival of the course's network: it reads on where it stopped,
with the state that it had."""

import dataclasses
import itertools
import time
from collections.abc import Iterator
from typing import Any, final

import torch
from torch import nn
from torch.nn import functional as F

from ..errors import InputError
from ..runs.experiment import (
    Curves,
    Measured,
    Numbers,
    random_seed,
    real,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.room import outputs
from ..runs.training import updates
from . import corpus, rivalry
from .grams import KneserNey, counted
from .language_model import LanguageModel
from .parts import TaleExperiment


@register
@final
@dataclasses.dataclass(frozen=True)
class StreamLM(TaleExperiment[LanguageModel]):
    """Train a language model on several places of a text at once, each read on from
    window to window; then measure it beside Kneser–Ney's counts, and mixed with them.

    Example:
        >>> from seqgraph.text.streams import StreamLM
        >>> print(StreamLM(hidden=128, seed=10))
        StreamLM(hidden=128, seed=10)
    """

    length: int = whole(64, "T, characters of a window", most=10_000)
    batch: int = whole(16, "places that are read at once")
    embedding: int = whole(64, "dimensions of a character's vector")
    hidden: int = whole(384, "units of a layer")
    layers: int = whole(1, "layers", most=1000)
    keep: float = real(0.9, "probability of keeping an output of a layer")
    steps: int = whole(3000, "updates")
    lr: float = real(3e-3, "Adam's largest learning rate, after a tenth of the updates")
    clip: float = real(
        1.0, "largest norm of the whole gradient; a longer one is scaled down to it"
    )
    order: int = whole(8, "of the counts: characters of the longest stretch")
    discount: float = real(0.9, "of the counts: what each count gives up")
    seed: int = random_seed(5, "weights and dropout")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.keep > 1:
            raise InputError(f"keep must be at most 1; got {self.keep:g}")

    def model(self) -> LanguageModel:
        characters, learnt, _ = self.parts()
        model = LanguageModel(
            characters,
            sorted(set(corpus.words(learnt))),
            self.embedding,
            self.hidden,
            self.layers,
            dropout=1 - self.keep if self.layers > 1 else 0.0,
        )
        model.draw(generator(self.seed, "weights"))
        return model

    def kept(self, model: LanguageModel) -> int:
        # A layer's two matrices make one set of gates.
        return self.batch * self.length * outputs(model) // 2

    def train(self, model: LanguageModel, device: torch.device) -> Iterator[Numbers]:
        """Yield of each update the loss (nats a character) and the seconds of one core
        that training has taken."""
        before = time.thread_time()
        codes = corpus.encode(self.parts()[1], model.vocabulary)
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        # Up to lr in a tenth of the updates, then down to nothing, as half a cosine.
        rate = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, self.lr, self.steps, pct_start=0.1, cycle_momentum=False
        )
        noise = generator(self.seed, "dropout")
        windows = corpus.streams(codes, self.length, self.batch)
        read = 0
        carried: dict[str, Any] = {"state": None, "seconds": 0.0}
        for update in updates(self.steps, model, optimizer, rate, noise, carried):
            x, y = next(itertools.islice(windows, update - read, None))
            read = update + 1
            x, y = x.to(device), y.to(device)
            with seeded_by(noise):
                h, state = model.lstm(model.embedding(x), carried["state"])
                logits = model.output(F.dropout(h, 1 - self.keep))
            # Carried, not learnt through.
            carried["state"] = tuple(part.detach() for part in state)
            loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), self.clip)
            optimizer.step()
            rate.step()
            now = time.thread_time()
            carried["seconds"] += now - before
            before = now
            yield {"loss": loss.item(), "seconds": carried["seconds"]}

    def recorded(self, curves: Curves) -> Curves:
        """All losses, and the seconds at the end."""
        return {**curves, "seconds": curves["seconds"][-1:]}

    def evaluate(self, model: LanguageModel, device: torch.device) -> Measured:
        """Bits per character of the text to predict, but its first, by the network, by
        Kneser–Ney's counts, and by both; ``rivalry`` says what the tables hold."""
        characters, learnt, asked = self.parts()
        codes, counted_codes = (corpus.encode(t, characters) for t in (asked, learnt))
        grams = counted(counted_codes.numpy(), len(characters), self.order)
        counts = KneserNey(grams, self.discount)
        rivals = rivalry.Rivals(
            asked,
            network=rivalry.probabilities(model, codes.to(device)),
            counts=counts.probabilities(codes.numpy())[1:],
            known=counts.known(codes.numpy())[1:],
        )
        return Measured(
            {
                "bits": rivalry.bits(rivals.network),
                "bits_counts": rivalry.bits(rivals.counts),
                "parameters": sum(weight.numel() for weight in model.parameters()),
            },
            {
                "passages": rivals.passages(),
                "asked": rivals.by_kind(),
                "known": rivals.by_known(),
                "reach": rivalry.reach(model, counts, codes.to(device)),
            },
        )
