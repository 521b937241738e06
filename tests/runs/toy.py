"""An experiment that trains in milliseconds, for tests of the laboratory."""

import dataclasses
import os
import time
from collections.abc import Iterator

import torch
from torch import nn

from seqgraph.runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    one_of,
    real,
    register,
    whole,
)
from seqgraph.runs.randomness import generator


@register
@dataclasses.dataclass(frozen=True)
class Toy(Experiment[nn.Linear]):
    """Least squares on fresh random data."""

    steps: int = whole(5, "updates")
    colour: str = one_of(("blue", "red"), "blue", "changes nothing")
    lr: float = real(0.1, "learning rate")
    pause: float = real(1e-9, "seconds of sleep per update")
    seed: int = whole(0, "random seed", least=0)

    def model(self) -> nn.Linear:
        model = nn.Linear(3, 1)
        nn.init.normal_(model.weight, generator=generator(self.seed, "weights"))
        nn.init.zeros_(model.bias)
        return model

    def train(self, model: nn.Linear, device: torch.device) -> Iterator[Numbers]:
        data = generator(self.seed, "data")
        optimizer = torch.optim.SGD(model.parameters(), lr=self.lr)
        for _ in range(self.steps):
            time.sleep(self.pause)
            x = torch.randn(8, 3, generator=data).to(device)
            loss = (model(x) - x.sum(1, keepdim=True)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            yield {"loss": loss.item()}
        if os.environ.get("TOY_FAILS") == str(self.seed):
            raise ArithmeticError(f"seed {self.seed} fails")

    def evaluate(self, model: nn.Linear, device: torch.device) -> Measured:
        weights = model.weight.detach().flatten().tolist()
        table = {"input": [*range(len(weights))], "weight": weights}
        return Measured({"weight": sum(weights)}, {"weights": table})
