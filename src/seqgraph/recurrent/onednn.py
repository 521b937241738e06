"""Two operations by oneDNN, a library that PyTorch brings along and that uses the
widest instructions a processor has. PyTorch's own choice on a CPU need not.

Both compute in float32 there, outside autograd. For another device or precision, and
with ``torch.backends.mkldnn.enabled = False``, they are PyTorch's own.
"""

import torch
from torch import Tensor


def product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ, (n, k) and (m, k) to (n, m); PyTorch's own choice is MKL."""
    if _takes(a):
        return torch.ops.mkldnn._linear_pointwise(a, b, None, "none", [], "")
    return a @ b.T


def tanh(x: Tensor) -> Tensor:
    """tanh of each element of x, of any shape; PyTorch's own choice is Sleef, whose
    tanh takes several times as long as its sigmoid."""
    return torch.tanh(x.to_mkldnn()).to_dense() if _takes(x) else torch.tanh(x)


def _takes(x: Tensor) -> bool:
    onednn = torch.backends.mkldnn
    usable = onednn.is_available() and onednn.enabled
    return usable and x.device.type == "cpu" and x.dtype == torch.float32
