"""Does attention depend on who asks? A task that needs it: look a value up by its key.

The graph has K nodes that hold a key and a value each, and K that ask for one of the
keys; every asker hears every holder. Brody and others use it to tell the attention of
GAT (2018) from that of GATv2 (2022).
"""

import dataclasses
from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch_geometric.nn import GATConv, GATv2Conv

from ...runs.experiment import (
    Experiment,
    Measured,
    Numbers,
    adam_rate,
    one_of,
    random_seed,
    register,
    whole,
)
from ...runs.randomness import generator, seeded_by
from ...runs.training import fit, updates

ATTENTIONS = {"gat": GATConv, "gatv2": GATv2Conv}


class Retriever(nn.Module):
    """One attention layer from holders to askers, and a linear map to a value.

    Example:
        >>> model = Retriever("gatv2", 8, 32, 1, torch.Generator())
        >>> logits, attention = model(permutations(5, 8, torch.Generator()))
        >>> logits.shape, attention.shape
        (torch.Size([5, 8, 8]), torch.Size([5, 8, 8, 1]))
    """

    def __init__(
        self,
        attention: str,
        keys: int,
        hidden: int,
        heads: int,
        source: torch.Generator,
    ):
        super().__init__()
        self.keys = keys
        with seeded_by(source):
            self.key, self.value, self.asked = (
                nn.Embedding(keys, hidden) for _ in range(3)
            )
            self.attention = ATTENTIONS[attention](
                (hidden, hidden), hidden, heads=heads, add_self_loops=False
            )
            self.out = nn.Linear(heads * hidden, keys)

    def forward(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (B, K, K) of the values that the askers name, and their attention
        (B, asker, holder, head), where holder k of example b holds values[b, k]."""
        B, K = values.shape
        holders = (self.key.weight + self.value(values)).flatten(0, 1)
        askers = self.asked.weight.repeat(B, 1)
        asker = torch.arange(B * K, device=values.device).repeat_interleave(K)
        holder = asker // K * K + torch.arange(K, device=values.device).repeat(B * K)
        h, (_, weights) = self.attention(
            (holders, askers),
            torch.stack([holder, asker]),
            return_attention_weights=True,
        )
        return self.out(h).view(B, K, K), weights.view(B, K, K, -1)


@register
@final
@dataclasses.dataclass(frozen=True)
class Lookup(Experiment[Retriever]):
    """Train a retriever; values are permuted afresh for every example.

    Example:
        >>> print(Lookup(attention="gatv2", heads=2))
        Lookup(attention='gatv2', heads=2)
    """

    attention: str = one_of(ATTENTIONS, "gat", "kind of attention")
    keys: int = whole(8, "keys, and as many askers", most=1000)
    hidden: int = whole(32, "units of a head")
    heads: int = whole(1, "attention heads", most=1000)
    batch: int = whole(32, "examples per update")
    steps: int = whole(1500, "updates")
    lr: float = adam_rate(5e-3)
    seed: int = random_seed(0, "weights and data")

    def model(self) -> Retriever:
        weights = generator(self.seed, "weights")
        return Retriever(self.attention, self.keys, self.hidden, self.heads, weights)

    def kept(self, model: Retriever) -> int:
        pairs = self.batch * self.keys**2
        return pairs * self.heads * self.hidden  # what the askers are sent

    def train(self, model: Retriever, device: torch.device) -> Iterator[Numbers]:
        """Yield the loss (nats) and the accuracy on that update's batch."""
        data = generator(self.seed, "data")
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr)
        batches = (
            permutations(self.batch, self.keys, data).to(device)
            for _ in updates(self.steps, model, optimizer, data)
        )

        def step(values: Tensor) -> dict[str, Tensor]:
            logits, _ = model(values)
            loss = F.cross_entropy(logits.flatten(0, 1), values.flatten())
            right = logits.argmax(-1) == values
            return {"loss": loss, "accuracy": right.float().mean()}

        return fit(model, batches, step, optimizer)

    def evaluate(self, model: Retriever, device: torch.device) -> Measured:
        """Accuracy on a thousand fresh examples."""
        data = generator(self.seed, "evaluation")
        values = permutations(1000, self.keys, data).to(device)
        with torch.no_grad():
            right = model(values)[0].argmax(-1) == values
        return Measured({"accuracy": right.float().mean().item()})


def permutations(count: int, size: int, source: torch.Generator) -> Tensor:
    """Random permutations, (count, size).

    Example:
        >>> permutations(2, 3, torch.Generator()).sort(dim=1).values.tolist()
        [[0, 1, 2], [0, 1, 2]]
    """
    return torch.rand(count, size, generator=source).argsort(dim=1)
