"""Matrix products by the faster of the two libraries that PyTorch brings along."""

import torch
from torch import Tensor


def product(a: Tensor, b: Tensor) -> Tensor:
    """a bᵀ, (n, k) and (m, k) to (n, m), outside autograd.

    On a CPU ``a @ b.T`` goes to MKL, which need not use the widest instructions of a
    processor that is not Intel's; oneDNN uses what the processor says it has. Both
    compute in float32. ``torch.backends.mkldnn.enabled = False`` keeps to ``a @ b.T``.
    """
    onednn = torch.backends.mkldnn
    usable = onednn.is_available() and onednn.enabled
    if usable and a.device.type == "cpu" and a.dtype == torch.float32:
        return torch.ops.mkldnn._linear_pointwise(a, b, None, "none", [], "")
    return a @ b.T
