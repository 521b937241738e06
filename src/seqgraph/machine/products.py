"""Matrix products and tanh by the faster of two libraries that PyTorch brings along.

On a CPU ``a @ b.T`` and ``torch.tanh`` are MKL's where PyTorch has been built with it.
On a processor that is not Intel's, MKL need not use the widest instructions: there
products go to oneDNN, which uses what the processor says it has, and tanh z is taken as
2 σ(2z) - 1, with PyTorch's own σ. All compute in float32. The rounding error of that
tanh, 1e-7, is that of numbers near 1 wherever z is.
``torch.backends.mkldnn.enabled = False`` keeps products to MKL.
"""

import functools
from typing import Any, final

import torch
from torch import Tensor
from torch.autograd import Function

from . import devices


def mkl_is_abroad() -> bool:
    """Whether PyTorch's products are MKL's, and the processor is not Intel's."""
    return torch.backends.mkl.is_available() and "Intel" not in devices.processor()


avoid_mkl = mkl_is_abroad()  # a benchmark measures both


def product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ, (n, k) and (m, k) to (n, m), outside autograd."""
    if _by_onednn(a):
        return _onednn_product(a, b)
    return a @ b.T


def add_product(out: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Add a bᵀ, of (n, k) and (m, k), to ``out`` (n, m), outside autograd."""
    if _by_onednn(a):
        return out.add_(product(a, b))
    return out.addmm_(a, b.T)


def linear(x: Tensor, W: Tensor) -> Tensor:
    """x Wᵀ, (..., k) and (m, k) to (..., m), with its gradients."""
    if _by_onednn(x) and x.dim() == 2:
        return _Linear.apply(x, W)
    return x @ W.T


def tanh(z: Tensor, out: Tensor) -> Tensor:
    """tanh z into ``out``, which may be z itself, outside autograd."""
    if avoid_mkl and _float32_on_cpu(z):
        return torch.mul(z, 2, out=out).sigmoid_().mul_(2).sub_(1)
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


def _by_onednn(x: Tensor) -> bool:
    onednn = torch.backends.mkldnn
    usable = onednn.is_available() and onednn.enabled
    return avoid_mkl and usable and _float32_on_cpu(x) and _has_onednn_product()


def _onednn_product(a: Tensor, b: Tensor) -> Tensor:
    return torch.ops.mkldnn._linear_pointwise(a, b, None, "none", [], "")


@functools.cache
def _has_onednn_product() -> bool:
    """Whether this PyTorch has the operator, and takes these arguments: it is private,
    so another version may drop or change it. Asked once."""
    try:
        _onednn_product(torch.ones(1, 1), torch.ones(1, 1))
    except (AttributeError, RuntimeError):
        return False
    return True


def _float32_on_cpu(x: Tensor) -> bool:
    return x.device.type == "cpu" and x.dtype == torch.float32
