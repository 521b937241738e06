"""Questions 1.1 and 1.2: two networks of one unit, small enough for a pencil.

Weights were chosen so that what stands inside each σ and tanh of the LSTM is round.
"""

import math

import torch

from .cells import LSTM
from .gradient_study import Example
from .vanilla import Weights

X, H_BEFORE, C_BEFORE = 1.0, 0.5, 2.0  # what the LSTM reads, and its state before that


def rnn() -> Example:
    """A vanilla RNN of one unit that reads 1, 0, 0, and the class 0, of two.

    Example:
        >>> w, x, y = rnn()
        >>> w.W_hh.item(), x.flatten().tolist(), y
        (0.9, [1.0, 0.0, 0.0], 0)
    """

    def matrix(*rows: float) -> torch.Tensor:
        return torch.tensor([[row] for row in rows], dtype=torch.double)

    w = Weights(
        W_hx=matrix(1),
        W_hh=matrix(0.9),
        b_h=torch.zeros(1, dtype=torch.double),
        W_ph=matrix(1, -1),
        b_p=torch.zeros(2, dtype=torch.double),
    )
    return Example(w, matrix(1, 0, 0), y=0)


def rnn_by_hand() -> tuple[list[float], list[float], list[float], list[float]]:
    """States h, slopes 1 − h², δ and the parts of ∂L/∂W_hh of :func:`rnn`, each for
    t = 0 ... 3, without tensors.

    Example:
        >>> h, _, _, parts = rnn_by_hand()
        >>> [round(state, 3) for state in h], parts[1]
        ([0.0, 0.762, 0.595, 0.49], -0.0)
    """
    h = [0.0]
    for x in (1, 0, 0):
        h.append(math.tanh(x + 0.9 * h[-1]))  # (1)
    slope = [1 - state**2 for state in h]
    right = 1 / (1 + math.exp(-2 * h[3]))  # softmax of the outputs h and -h
    delta = [0.0, 0.0, 0.0, -2 * (1 - right)]
    for t in (3, 2, 1):
        delta[t - 1] = 0.9 * slope[t] * delta[t]
    parts = [0.0, *(slope[t] * delta[t] * h[t - 1] for t in (1, 2, 3))]
    return h, slope, delta, parts


def lstm() -> LSTM:
    """An LSTM of one unit and one input, in double precision.

    Example:
        >>> cell = lstm()
        >>> a = cell.project(torch.tensor([[X]]).double()) + cell.weight_hh.T * H_BEFORE
        >>> a.tolist()  # inside σ, σ, tanh and σ of i, f, g and o
        [[0.0, 2.0, 1.0, 1.0]]
    """
    cell = LSTM(inputs=1, hidden=1).double()
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor([[-1.0], [1.0], [1.5], [1.0]]))
        cell.weight_hh.copy_(torch.tensor([[1.0], [1.0], [-1.0], [2.0]]))
        cell.bias.copy_(torch.tensor([0.5, 0.5, 0.0, -1.0]))
    return cell


def lstm_by_hand() -> dict[str, float]:
    """One step of :func:`lstm` without tensors: the numbers of its drawing.

    Example:
        >>> round(lstm_by_hand()["f"], 2)
        0.88
    """

    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    x, h, c = X, H_BEFORE, C_BEFORE
    g = math.tanh(1.5 * x - 1 * h + 0)  # (4)
    i = sigmoid(-1 * x + 1 * h + 0.5)  # (5)
    f = sigmoid(1 * x + 1 * h + 0.5)  # (6)
    o = sigmoid(1 * x + 2 * h - 1)  # (7)
    new = g * i + c * f  # (8)
    gates = {"g": g, "i": i, "f": f, "o": o}
    ways = {"f ⊙ c⁻": f * c, "i ⊙ g": i * g, "tanh(c)": math.tanh(new)}
    after = {"c": new, "h": math.tanh(new) * o}  # (9)
    return {"x": x, "h⁻": h, "c⁻": c, **gates, **ways, **after}


def lstm_slopes() -> tuple[float, float]:
    """∂c/∂c⁻ of the same step: f, along the cell line, and what comes besides through
    h⁻ = o⁻ tanh(c⁻)."""
    _, _, c, g, i, f, *_ = lstm_by_hand().values()
    # (∂c/∂f) f′ W_fh + (∂c/∂i) i′ W_ih + (∂c/∂g) g′ W_gh
    by_h = c * f * (1 - f) * 1 + g * i * (1 - i) * 1 + i * (1 - g**2) * -1
    o_before = H_BEFORE / math.tanh(c)
    return f, by_h * o_before * (1 - math.tanh(c) ** 2)
