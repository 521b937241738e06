"""The slow, certain way to a derivative, to check a derivation against."""

from collections.abc import Callable

import torch
from torch import Tensor


def central_differences(
    loss: Callable[[Tensor], Tensor], value: Tensor, step: float = 1e-5
) -> Tensor:
    """The gradient of the scalar ``loss`` at ``value``, one entry at a time:
    (loss(v + step) - loss(v - step)) / (2 step), with an error of the order step².

    Example:
        >>> at = torch.tensor([1.0, 2.0], dtype=torch.double)
        >>> central_differences(lambda v: (v**3).sum(), at).round(decimals=4)
        tensor([ 3., 12.], dtype=torch.float64)
    """
    gradient = torch.empty_like(value)
    for place in range(value.numel()):
        shift = torch.zeros_like(value)
        shift.view(-1)[place] = step
        rise = loss(value + shift) - loss(value - shift)
        gradient.view(-1)[place] = rise / (2 * step)
    return gradient
