"""Page 1.4b: a transformer learns the binary palindromes of questions 1.3 and 1.4."""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn

from ..errors import InputError
from ..recurrent import palindromes
from ..recurrent.experiment import FRESH_DRAWS, Palindromes, classify
from ..runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    longest_gradient,
    random_seed,
    register,
    whole,
)
from ..runs.randomness import generator, seeded_by
from ..runs.room import outputs
from .transformer import Transformer


@final
class LastOutput(nn.Module):
    """A transformer of which only the output after the last symbol is asked for.

    Example:
        >>> model = LastOutput(Transformer(3, 7, 8, 16, heads=2, layers=1, classes=2))
        >>> model(torch.tensor([[0, 1, 2], [0, 0, 1]])).shape
        torch.Size([2, 2])
    """

    def __init__(self, transformer: Transformer):
        super().__init__()
        self.transformer = transformer

    def forward(self, x: Tensor) -> Tensor:
        """Symbols (B, T) to logits (B, K)."""
        return self.transformer(x, last=True)


@register
@final
@dataclasses.dataclass(frozen=True)
class AttendedPalindromes(Experiment[LastOutput]):
    """Train a transformer as :class:`Palindromes` trains a cell: equal seeds read the
    same batches.

    Example:
        >>> config = AttendedPalindromes(length=2, width=8, inner=8, batch=16, steps=3)
        >>> model, cpu = config.model(), torch.device("cpu")
        >>> len(list(config.train(model, cpu)))
        3
    """

    length: int = whole(
        10, "nominal length T, even; an input has 4T + 1 symbols", most=10_000
    )
    width: int = whole(128, "size of a position's vector")
    inner: int = whole(384, "units of the hidden layer in a block")
    heads: int = whole(4, "attentions beside each other in a block", most=1000)
    layers: int = whole(2, "blocks", most=1000)
    batch: int = whole(256, "sequences per update, drawn afresh each time")
    steps: int = whole(3000, "updates")
    lr: float = adam_rate(1e-4)
    clip: float = longest_gradient(10.0)
    seed: int = random_seed(5, "weights and data")

    def __post_init__(self) -> None:
        super().__post_init__()
        palindromes.check_length("length", self.length)
        if self.width % self.heads:
            raise InputError(
                f"width must be a multiple of heads; got {self.width} and {self.heads}"
            )

    def model(self) -> LastOutput:
        with seeded_by(generator(self.seed, "weights")):
            return LastOutput(
                Transformer(
                    palindromes.SYMBOLS,
                    4 * self.length + 1,
                    self.width,
                    self.inner,
                    self.heads,
                    self.layers,
                    classes=2,
                )
            )

    def kept(self, model: LastOutput) -> int:
        symbols = 4 * self.length + 1
        # Of the last block only one output is asked for.
        attended = (self.layers - 1) * self.heads * symbols
        whole = outputs(model) * (self.layers - 1) // self.layers
        return self.batch * symbols * (whole + attended + 2 * self.width)

    def train(self, model: LastOutput, device: torch.device) -> Iterator[Numbers]:
        """Yield what ``Palindromes.train`` yields."""
        shared = ("length", "batch", "steps", "lr", "clip", "seed")
        same = Palindromes(**{name: self.config[name] for name in shared})
        return same.train(model, device)

    def evaluate(self, model: LastOutput, device: torch.device) -> Measured:
        """Accuracy over FRESH_DRAWS new draws."""
        x, y = palindromes.draw(
            self.length, FRESH_DRAWS, generator(self.seed, "evaluation")
        )
        right = classify(model, x, device) == y
        return Measured({"accuracy": right.double().mean().item()})
