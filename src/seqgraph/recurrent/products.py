"""Matrix products by the faster of the two libraries that PyTorch brings along.

On a CPU ``a @ b.T`` goes to MKL, which need not use the widest instructions of a
processor that is not Intel's; oneDNN uses what the processor says it has. Both compute
in float32. ``torch.backends.mkldnn.enabled = False`` keeps to MKL.
"""

from typing import Any, final

import torch
from torch import Tensor
from torch.autograd import Function


def product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ, (n, k) and (m, k) to (n, m), outside autograd."""
    if _by_onednn(a):
        return torch.ops.mkldnn._linear_pointwise(a, b, None, "none", [], "")
    return a @ b.T


def linear(x: Tensor, W: Tensor) -> Tensor:
    """x Wᵀ, (..., k) and (m, k) to (..., m), with its gradients."""
    if _by_onednn(x) and x.dim() == 2:
        return _Linear.apply(x, W)
    return x @ W.T


@final
class _Linear(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor) -> Tensor:
        ctx.save_for_backward(x, W)
        return product(x, W)

    @staticmethod
    def backward(ctx: Any, d: Tensor) -> tuple[Tensor, Tensor]:
        x, W = ctx.saved_tensors
        return linear(d, W.T), linear(x.T, d.T).T


def _by_onednn(x: Tensor) -> bool:
    onednn = torch.backends.mkldnn
    usable = onednn.is_available() and onednn.enabled
    return usable and x.device.type == "cpu" and x.dtype == torch.float32
