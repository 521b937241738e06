"""Question 1.2: what the gates of a trained LSTM do, symbol by symbol."""

import torch
from torch import Tensor

from .classifier import SequenceClassifier

GATES = ("i", "f", "o")


@torch.no_grad()
def trace(
    model: SequenceClassifier,
    x: Tensor,
    fixed: tuple[str, float] | None = None,
) -> tuple[dict[str, Tensor], Tensor]:
    """Run ``model`` on symbols x (N, T) and keep everything.

    Args:
        model: a classifier with an LSTM cell.
        x: symbols.
        fixed: a gate of ``GATES`` and the value it is held at, in every unit and step.

    Returns:
        g, i, f, o, c and h by name, each (T, N, H), and the logits p (N, K).
    """
    a = model.cell.project(model.embedding)[x]
    h, c = (part.expand(len(x), -1) for part in model.cell.start())
    kept: dict[str, list[Tensor]] = {name: [] for name in "gifoch"}
    for a_t in a.unbind(1):
        now = dict(zip("gifo", model.cell.gates(a_t, h), strict=True))
        if fixed is not None:
            now[fixed[0]] = torch.full_like(c, fixed[1])
        c = now["g"] * now["i"] + c * now["f"]  # (8)
        h = torch.tanh(c) * now["o"]  # (9)
        for name, value in {**now, "c": c, "h": h}.items():
            kept[name].append(value)
    logits = h @ model.weight_ph.T + model.bias_p  # (10)
    return {name: torch.stack(values) for name, values in kept.items()}, logits


def correlation(values: Tensor, labels: Tensor) -> Tensor:
    """Pearson's correlation (H,) of each unit's values (N, H) with labels (N,)."""
    v = values - values.mean(0)
    w = (labels - labels.double().mean()).to(v.dtype)
    return (w @ v) / (v.norm(dim=0) * w.norm())
