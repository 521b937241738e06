"""Questions 1.1 to 1.4: networks of one unit or two, small enough for a pencil.

Weights were chosen so that what stands inside each σ and tanh of the LSTM is round; the
cells with peepholes have the same.
"""

import math

import torch

from .cells import LSTM, Cell
from .classifier import SequenceClassifier
from .gradient_study import Example
from .peepholes import GersPeephole, Peephole
from .vanilla import Weights

X, H_BEFORE, C_BEFORE = 1.0, 0.5, 2.0  # what a cell reads, and its state before that
PEEPHOLE = 0.5  # each of Gers' three weights


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
    _set(cell, weight_hh=[1, 1, -1, 2])
    return cell


def course_peephole() -> Peephole:
    """The course's peephole LSTM with the weights of :func:`lstm`; its gates see c⁻
    in the place of h⁻, and its candidate sees neither.

    Example:
        >>> course_peephole().weight_hh.flatten().tolist()  # of i, f and o
        [1.0, 1.0, 2.0]
    """
    cell = Peephole(inputs=1, hidden=1).double()
    _set(cell, weight_hh=[1, 1, 2])
    return cell


def gers_peephole() -> GersPeephole:
    """Gers' peephole LSTM with the weights of :func:`lstm`, and peepholes of ½.

    Example:
        >>> gers_peephole().peephole.flatten().tolist()
        [0.5, 0.5, 0.5]
    """
    cell = GersPeephole(inputs=1, hidden=1).double()
    _set(cell, weight_hh=[1, 1, -1, 2])
    torch.nn.init.constant_(cell.peephole, PEEPHOLE)
    return cell


@torch.no_grad()
def _set(cell: Cell, weight_hh: list[float]) -> None:
    """What all three cells have in common, and the weights of the state."""
    cell.weight_ih.copy_(torch.tensor([[-1.0], [1.0], [1.5], [1.0]]))
    cell.weight_hh.copy_(torch.tensor(weight_hh)[:, None])
    cell.bias.copy_(torch.tensor([0.5, 0.5, 0.0, -1.0]))


def lstm_by_hand() -> dict[str, float]:
    """One step of :func:`lstm` without tensors: the numbers of its drawing.

    Example:
        >>> round(lstm_by_hand()["f"], 2)
        0.88
    """

    x, h, c = X, H_BEFORE, C_BEFORE
    g = math.tanh(1.5 * x - 1 * h + 0)  # (4)
    i = _sigmoid(-1 * x + 1 * h + 0.5)  # (5)
    f = _sigmoid(1 * x + 1 * h + 0.5)  # (6)
    o = _sigmoid(1 * x + 2 * h - 1)  # (7)
    new = g * i + c * f  # (8)
    gates = {"g": g, "i": i, "f": f, "o": o}
    ways = {"f ⊙ c⁻": f * c, "i ⊙ g": i * g, "tanh(c)": math.tanh(new)}
    after = {"c": new, "h": math.tanh(new) * o}  # (9)
    return {"x": x, "h⁻": h, "c⁻": c, **gates, **ways, **after}


def course_peephole_by_hand() -> dict[str, float]:
    """One step of :func:`course_peephole` without tensors.

    Example:
        >>> round(course_peephole_by_hand()["f"], 2)
        0.97
    """
    x, c = X, C_BEFORE
    f = _sigmoid(1 * x + 1 * c + 0.5)  # (35)
    i = _sigmoid(-1 * x + 1 * c + 0.5)  # (36)
    o = _sigmoid(1 * x + 2 * c - 1)  # (37)
    g = _sigmoid(1.5 * x + 0)
    new = g * i + c * f  # (38)
    return {"f": f, "i": i, "g": g, "c": new, "o": o, "h": math.tanh(new) * o}  # (39)


def gers_peephole_by_hand() -> dict[str, float]:
    """One step of :func:`gers_peephole` without tensors.

    Example:
        >>> round(gers_peephole_by_hand()["f"], 2)
        0.95
    """
    x, h, c, w = X, H_BEFORE, C_BEFORE, PEEPHOLE
    f = _sigmoid(1 * x + 1 * h + w * c + 0.5)
    i = _sigmoid(-1 * x + 1 * h + w * c + 0.5)
    g = math.tanh(1.5 * x - 1 * h + 0)
    new = g * i + c * f
    o = _sigmoid(1 * x + 2 * h + w * new - 1)
    return {"f": f, "i": i, "g": g, "c": new, "o": o, "h": math.tanh(new) * o}


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def carrier() -> SequenceClassifier:
    """An LSTM of two units, written and not trained, that names the first digit of any
    palindrome of the book's lengths.

    A symbol's vector says which digit it is (−1 for 0, 1 for 1, 0 for padding), and
    whether it is one. Unit 0 is zero until a digit has been read. Unit 1 takes the
    digit in, as long as unit 0 shows nothing, and holds it. Ten stands for "much".

    Example:
        >>> carrier()(torch.tensor([[0, 0, 2, 1, 1], [0, 0, 1, 2, 2]])).argmax(1)
        tensor([1, 0])
    """
    model = SequenceClassifier("lstm", 3, 2, 2, 2, torch.Generator())
    i, f, g, o = range(0, 8, 2)  # the row of unit 0; that of unit 1 is the next
    with torch.no_grad():
        for weight in model.parameters():
            weight.zero_()
        model.embedding.copy_(torch.tensor([[0.0, 0.0], [-1.0, 1.0], [1.0, 1.0]]))
        model.cell.bias[[i, i + 1, f, f + 1, o, o + 1]] = 10  # all gates are open
        model.cell.weight_ih[g, 1] = 10  # unit 0: whether it is a digit
        model.cell.weight_ih[g + 1, 0] = 10  # unit 1: which digit it is
        model.cell.weight_hh[i + 1, 0] = -40  # what unit 0 shows closes i of unit 1
        model.weight_ph.copy_(torch.tensor([[0.0, -10.0], [0.0, 10.0]]))
    return model


def lstm_slopes() -> tuple[float, float]:
    """∂c/∂c⁻ of the same step: f, along the cell line, and what comes besides through
    h⁻ = o⁻ tanh(c⁻)."""
    _, _, c, g, i, f, *_ = lstm_by_hand().values()
    # (∂c/∂f) f′ W_fh + (∂c/∂i) i′ W_ih + (∂c/∂g) g′ W_gh
    by_h = c * f * (1 - f) * 1 + g * i * (1 - i) * 1 + i * (1 - g**2) * -1
    o_before = H_BEFORE / math.tanh(c)
    return f, by_h * o_before * (1 - math.tanh(c) ** 2)
