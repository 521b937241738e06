"""Question 1.1 (c): how large a gradient is after it was carried back k steps.

Shapes: T steps back, N sequences, H units. Norms are (T + 1, N), row k after k steps,
relative to row 0.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from ..measure.meaning import whole
from .cells import LSTM
from .classifier import SequenceClassifier
from .gate_traces import lstm_of


def matrices(units: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """An orthogonal matrix (H, H), and one from N(0, 1/H).

    Example:
        >>> Q, _ = matrices(8, torch.Generator())
        >>> torch.allclose(Q @ Q.T, torch.eye(8).double())
        True
    """
    gaussian = torch.randn(units, units, dtype=torch.double, generator=generator)
    orthogonal, _ = torch.linalg.qr(
        torch.randn(units, units, dtype=torch.double, generator=generator)
    )
    return orthogonal, gaussian / units**0.5


def states(
    W_hh: Tensor, scale: float, steps: int, sequences: int, generator: torch.Generator
) -> Tensor:
    """h⁽⁰⁾ ... h⁽ᵀ⁾ of a vanilla RNN, (T + 1, N, H), with W_hx x + b_h from
    N(0, scale²).

    Example:
        >>> states(torch.eye(4).double(), 0.2, 3, 2, torch.Generator()).shape
        torch.Size([4, 2, 4])
    """
    shape = (sequences, len(W_hh))
    h = [torch.zeros(shape, dtype=torch.double)]
    for _ in range(steps):
        noise = torch.randn(shape, dtype=torch.double, generator=generator)
        h.append(torch.tanh(scale * noise + h[-1] @ W_hh.T))  # (1)
    return torch.stack(h)


def vanilla(
    W_hh: Tensor, scale: float, steps: int, sequences: int, generator: torch.Generator
) -> Tensor:
    """The norms of a vanilla RNN's δ, from a random δ⁽ᵀ⁾ (for the rest see
    ``states``).

    Example:
        >>> W = 0.5 * torch.eye(4).double()
        >>> vanilla(W, scale=0.0, steps=3, sequences=1, generator=torch.Generator())
        tensor([[1.0000],
                [0.5000],
                [0.2500],
                [0.1250]], dtype=torch.float64)
    """
    h = states(W_hh, scale, steps, sequences, generator)
    delta = torch.randn(h[0].shape, dtype=torch.double, generator=generator)
    norms = [delta.norm(dim=1)]
    for h_t in h[1:].flip(0):
        delta = ((1 - h_t**2) * delta) @ W_hh
        norms.append(delta.norm(dim=1))
    return torch.stack(norms) / norms[0]


def parts(
    W_hh: Tensor, scale: float, steps: int, sequences: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The parts that the steps of a vanilla RNN have in ∂L/∂W_hh, from a random δ⁽ᵀ⁾
    (for the rest see ``states``).

    Returns:
        Their norms (T, N), the last step's first, and how far the sum of the last
        1 ... T of them is from the whole gradient, (T, N); both relative to the norm of
        the whole.

    Example:
        >>> _, off = parts(torch.eye(4).double(), 0.2, 3, 1, torch.Generator())
        >>> off[-1].item()  # nothing is left out
        0.0
    """
    h = states(W_hh, scale, steps, sequences, generator)
    delta = torch.randn(h[0].shape, dtype=torch.double, generator=generator)
    inner = []
    for h_t in h[1:].flip(0):
        inner.append((1 - h_t**2) * delta)
        delta = inner[-1] @ W_hh
    # A part is an outer product, so that two parts have the inner product
    # (inner_s · inner_t) (h_s · h_t).
    u, v = (each.transpose(0, 1) for each in (torch.stack(inner), h[:-1].flip(0)))
    products = (u @ u.mT) * (v @ v.mT)  # (N, T, T)
    norms = products.diagonal(dim1=1, dim2=2).sqrt().T
    left_out = [products[:, k:, k:].sum((1, 2)) for k in range(steps + 1)]
    whole, *rest = torch.stack(left_out).clamp(min=0).sqrt()  # rounding
    return norms / whole, torch.stack(rest) / whole


def lstm(model: SequenceClassifier, x: Tensor) -> tuple[Tensor, Tensor]:
    """The LSTM's gradient with respect to c, for symbols x (N, T), by autograd.

    Returns:
        The norms (T, N) of ∂(p₁ − p₀)/∂c⁽ᵗ⁾, and the products (T, N, H) of the forget
        gates: what they alone would leave of the gradient in each unit.

    Raises:
        InputError: the cell is no LSTM.

    Example:
        >>> from seqgraph.recurrent import palindromes
        >>> from seqgraph.recurrent.experiment import Palindromes
        >>> x, _ = palindromes.draw(2, 6, torch.Generator())
        >>> norms, products = lstm(Palindromes(hidden=8).model(), x)
        >>> norms[0].tolist(), products.shape
        ([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], torch.Size([9, 6, 8]))
    """
    cell = lstm_of(model)
    a = cell.project(model.embedding)[whole(x, "symbols")]
    h, c = (part.expand(len(x), -1) for part in cell.start())
    cells, kept = [], []
    for a_t in a.unbind(1):
        kept.append(cell.gates(a_t, h)[2])
        h, (h, c) = cell.step(a_t, (h, c))
        cells.append(c)
    difference = h @ (model.weight_ph[1] - model.weight_ph[0])
    gradients = torch.autograd.grad(difference.sum(), cells)
    norms = torch.stack([gradient.norm(dim=1) for gradient in reversed(gradients)])
    ways = torch.stack([torch.ones_like(c), *reversed(kept[1:])]).cumprod(0)
    return norms / norms[0], ways.detach()


def content_gradients(
    cell: LSTM, kept: Mapping[str, Tensor], delta_h: Tensor
) -> Tensor:
    """δc⁽ᵗ⁾, the gradient with respect to the LSTM's contents c⁽¹⁾ ... c⁽ᵀ⁾, (T, N, H).

    Args:
        cell: the LSTM.
        kept: g, i, f, o and c by name, each (T, N, H), as ``gate_traces.trace`` has
            them.
        delta_h: the gradient with respect to the last output h⁽ᵀ⁾, (N, H) or (H,).
    """
    W_ih, W_fh, W_gh, W_oh = cell.weight_hh.detach().chunk(4)
    steps = list(zip(*(kept[name] for name in "gifoc"), strict=True))
    befores = [torch.zeros_like(kept["c"][0]), *kept["c"][:-1]]
    delta_c, found = torch.zeros_like(befores[0]), []
    for (g, i, f, o, c), before in zip(steps[::-1], befores[::-1], strict=True):
        shown = torch.tanh(c)
        delta_c = delta_c + delta_h * o * (1 - shown**2)  # by h = tanh(c) ⊙ o
        found.append(delta_c)
        d_f = delta_c * before * f * (1 - f)
        d_i = delta_c * g * i * (1 - i)
        d_g = delta_c * i * (1 - g**2)
        d_o = delta_h * shown * o * (1 - o)
        delta_h = d_f @ W_fh + d_i @ W_ih + d_g @ W_gh + d_o @ W_oh
        delta_c = delta_c * f  # along the cell line
    return torch.stack(found[::-1])
