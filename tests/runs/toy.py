"""An experiment that trains in milliseconds, for tests of the laboratory."""

import dataclasses
import os
import signal
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
from seqgraph.runs.training import updates


class Unportable(Exception):
    """An exception that no process can send to another."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")
        self.file = open(os.devnull)  # noqa: SIM115, it is what cannot be sent


def mischief(seed: int) -> None:
    """What ``TOY_MISCHIEF``, such as ``1:raise 2:die``, has the run of a seed do."""
    asked = dict(each.split(":") for each in os.environ.get("TOY_MISCHIEF", "").split())
    what, _, once = asked.get(str(seed), "").partition("@")
    if once:  # only as long as there is no such file
        if os.path.exists(once):
            return
        open(once, "x").close()
    if what == "raise":
        raise ArithmeticError(f"seed {seed} fails")
    if what == "unportable":
        raise Unportable("this", "that")
    if what == "exit":
        raise SystemExit(3)
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)


@register
@dataclasses.dataclass(frozen=True)
class Toy(Experiment[nn.Linear]):
    """Least squares on fresh random data."""

    steps: int = whole(5, "updates")
    colour: str = one_of(("blue", "red"), "blue", "changes nothing")
    lr: float = real(0.1, "learning rate; from 2 on, it diverges")
    pause: float = real(1e-9, "seconds of sleep per update")
    seed: int = whole(0, "random seed", least=0)

    def model(self) -> nn.Linear:
        model = nn.Linear(3, 1)
        nn.init.normal_(model.weight, generator=generator(self.seed, "weights"))
        nn.init.zeros_(model.bias)
        return model

    def train(self, model: nn.Linear, device: torch.device) -> Iterator[Numbers]:
        data = generator(self.seed, "data")
        # No optimizer of torch's: the first one of a process imports a compiler, which
        # takes as long as torch.
        for update in updates(self.steps, model, data):
            time.sleep(self.pause)
            x = torch.randn(8, 3, generator=data).to(device)
            loss = (model(x) - x.sum(1, keepdim=True)).square().mean()
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for weight in model.parameters():
                    weight -= self.lr * weight.grad
            if log := os.environ.get("TOY_LOG"):
                with open(log, "a") as file:
                    file.write(f"{self.seed}:{update} ")
            if update == 3:
                mischief(self.seed)
            yield {"loss": loss.item()}

    def evaluate(self, model: nn.Linear, device: torch.device) -> Measured:
        weights = model.weight.detach().flatten().tolist()
        table = {"input": [*range(len(weights))], "weight": weights}
        return Measured({"weight": sum(weights)}, {"weights": table})
