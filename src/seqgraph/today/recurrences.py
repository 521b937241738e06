"""The linear recurrence h⁽ᵗ⁾ = a⁽ᵗ⁾ ⊙ h⁽ᵗ⁻¹⁾ + b⁽ᵗ⁾, by steps and all at once.

A step is a pair (a, b), which takes h to a ⊙ h + b. Two steps, one after the other, are
such a pair again: (a₁, b₁) and then (a₂, b₂) are (a₂ a₁, a₂ b₁ + b₂). It does not
matter which neighbours are joined first.

Shapes: T steps in the last dimension but one, H units in the last.
"""

import torch
from torch import Tensor


def by_steps(a: Tensor, b: Tensor, start: Tensor) -> Tensor:
    """h⁽¹⁾ ... h⁽ᵀ⁾ (..., T, H) from a and b (..., T, H) and h⁽⁰⁾ (..., H), one after
    the other.

    Example:
        >>> a, b = torch.tensor([[0.5], [2.0], [3.0]]), torch.ones(3, 1)
        >>> by_steps(a, b, start=torch.tensor([4.0])).flatten().tolist()
        [3.0, 7.0, 22.0]
    """
    h, states = start, []
    for a_t, b_t in zip(a.unbind(-2), b.unbind(-2), strict=True):
        h = torch.addcmul(b_t, a_t, h)
        states.append(h)
    return torch.stack(states, dim=-2)


def scan(a: Tensor, b: Tensor, start: Tensor) -> Tensor:
    """As :func:`by_steps`, in as many rounds as T can be halved (Hillis & Steele 1986).
    Each round does something for nearly all steps, so that all rounds together are more
    work than the steps one after the other.

    Before a round, the pair at t is that of the last ``reach`` steps up to t, or of all
    from the first on. The round joins to it the pair that stands ``reach`` steps
    before.

    Example:
        >>> a, b = torch.tensor([[0.5], [2.0], [3.0]]), torch.ones(3, 1)
        >>> scan(a, b, start=torch.tensor([4.0])).flatten().tolist()
        [3.0, 7.0, 22.0]
    """
    reach, steps = 1, a.shape[-2]
    while reach < steps:
        before = slice(steps - reach)
        done, later = slice(reach), slice(reach, None)
        b = torch.cat(
            [b[..., done, :], a[..., later, :] * b[..., before, :] + b[..., later, :]],
            dim=-2,
        )
        a = torch.cat([a[..., done, :], a[..., later, :] * a[..., before, :]], dim=-2)
        reach *= 2
    return a * start[..., None, :] + b
