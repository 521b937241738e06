"""Matrix products by the faster of the two libraries that PyTorch brings along."""

import torch
from torch import Tensor


def product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ, (n, k) and (m, k) to (n, m), outside autograd.

    On a CPU ``a @ b.T`` calls MKL, which holds back its widest instructions on
    processors of another maker. oneDNN asks the processor itself. Both round in
    float32. ``torch.backends.mkldnn.flags(enabled=False)`` keeps to MKL.
    """
    onednn = torch.backends.mkldnn
    usable = onednn.is_available() and onednn.enabled
    if usable and a.device.type == "cpu" and a.dtype == torch.float32:
        return torch.ops.mkldnn._linear_pointwise(a, b, None, "none", [], "")
    return a @ b.T
