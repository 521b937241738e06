"""Question 1.1 (c): how large a gradient is after it was carried back k steps.

Shapes: T steps back, N sequences, H units. Norms are (T + 1, N), row k after k steps,
relative to row 0.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

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


def vanilla(
    W_hh: Tensor, scale: float, steps: int, sequences: int, generator: torch.Generator
) -> Tensor:
    """A vanilla RNN's δ, from a random δ⁽ᵀ⁾, with W_hx x + b_h from N(0, scale²).

    Example:
        >>> W = 0.5 * torch.eye(4).double()
        >>> vanilla(W, scale=0.0, steps=3, sequences=1, generator=torch.Generator())
        tensor([[1.0000],
                [0.5000],
                [0.2500],
                [0.1250]], dtype=torch.float64)
    """
    shape = (sequences, len(W_hh))
    h, states = torch.zeros(shape, dtype=torch.double), []
    for _ in range(steps):
        noise = torch.randn(shape, dtype=torch.double, generator=generator)
        h = torch.tanh(scale * noise + h @ W_hh.T)  # (1)
        states.append(h)
    delta = torch.randn(shape, dtype=torch.double, generator=generator)
    norms = [delta.norm(dim=1)]
    for h in reversed(states):
        delta = ((1 - h**2) * delta) @ W_hh
        norms.append(delta.norm(dim=1))
    return torch.stack(norms) / norms[0]


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
    a = cell.project(model.embedding)[x]
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
