"""Matrix products and tanh by the faster of two ways, as ``libraries`` measured it.

Small products stay with PyTorch: there the call costs more than the arithmetic.
``torch.backends.mkldnn.enabled = False`` keeps all of them to PyTorch's own.
"""

from typing import Any, final

import torch
from torch import Tensor
from torch.autograd import Function

from . import libraries

SMALL = 2**20  # multiply-adds, below which nothing is chosen nor measured


def product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ, (n, k) and (m, k) to (n, m), outside autograd."""
    return libraries.onednn_product(a, b) if _by_onednn(a, b) else a @ b.T


def add_product(out: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Add a bᵀ, of (n, k) and (m, k), to ``out`` (n, m), outside autograd."""
    if _by_onednn(a, b):
        return out.add_(libraries.onednn_product(a, b))
    return out.addmm_(a, b.T)


def linear(x: Tensor, W: Tensor) -> Tensor:
    """x Wᵀ, (..., k) and (m, k) to (..., m), with its gradients."""
    return _Linear.apply(x, W) if x.dim() == 2 and _by_onednn(x, W) else x @ W.T


def tanh(z: Tensor, out: Tensor) -> Tensor:
    """tanh z into ``out``, which may be z itself, outside autograd."""
    if libraries.chosen().by_sigmoid and _float32_on_cpu(z):
        return libraries.tanh_by_sigmoid(z, out)
    return torch.tanh(z, out=out)


@final
class _Linear(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor) -> Tensor:
        ctx.save_for_backward(x, W)
        return product(x, W)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor, Tensor]:
        (d,) = grad_outputs
        x, W = ctx.saved_tensors
        return linear(d, W.T), linear(x.T, d.T).T


def _by_onednn(a: Tensor, b: Tensor) -> bool:
    """Whether oneDNN multiplies these: asked at each product, so cheap things first."""
    return (
        len(a) * b.numel() >= SMALL
        and _float32_on_cpu(a)
        and torch.backends.mkldnn.enabled
        and libraries.settle(a, b).onednn
    )


def _float32_on_cpu(x: Tensor) -> bool:
    return x.device.type == "cpu" and x.dtype == torch.float32
