"""The original's statements in 1.1."""

import torch

from ..recurrent import vanilla
from ..recurrent.gradient_flow import matrices
from ..recurrent.gradient_study import STEPS, UNITS, example, grown
from ..runs.randomness import generator
from .registry import CONFIRMED, CORRECTED, REFUTED, Checked, claim


@claim("1.1", CORRECTED, "1_1_vanilla_rnn#what-the-original-report-said")
def entry_of_output_weights() -> Checked:
    """(a) Entry (i, j) of the gradient with respect to $W_{ph}$ is written as a sum
    over i."""
    w, x, y = example()
    error = vanilla.output_error(w, vanilla.states(w, x), y).sum().abs()
    largest = example().by_autograd("W_ph").abs().max()
    return bool(error < 1e-12 < largest), (
        "The sum does not belong there: i is already the entry's row. Read literally, "
        f"every entry would be zero (it is {error:.0e} in our example, where the "
        f"gradient has entries up to {largest:.2f})."
    )


@claim("1.1", CONFIRMED, "1_1_vanilla_rnn#a-the-output-weights")
def output_weights() -> Checked:
    """(a) As a matrix, that gradient is the gradient with respect to the logits times
    the last state, transposed."""
    w, x, y = example()
    h = vanilla.states(w, x)
    by_hand = torch.outer(vanilla.output_error(w, h, y), h[-1])
    off = (by_hand - example().by_autograd("W_ph")).abs().max()
    return bool(off < 1e-10), f"Off automatic differentiation by {off:.0e}."


@claim("1.1", CORRECTED, "1_1_vanilla_rnn#what-the-original-report-said")
def recurrent_weights() -> Checked:
    r"""(b) The gradient with respect to $W_{hh}$ is a sum over the steps, from t = 0,
    of products of $1 - (h^{(k)})^2\,h^{t-1}$, times the output's part."""
    w, x, y = example()
    h = vanilla.states(w, x)
    output = vanilla.output_error(w, h, y) @ w.W_ph
    products = [(1 - h[t + 1 :] ** 2 * h[t - 1]).prod(0) for t in range(1, len(h))]
    literal = output * torch.stack(products).sum(0)
    auto = example().by_autograd("W_hh")
    off = (vanilla.gradients(w, x, y).W_hh - auto).abs().max()
    return bool(off < 1e-10 and literal.shape != auto.shape), (
        "A sum over steps of products over steps it is. The terms lack $W_{hh}$ and a "
        "factor, misplace $h^{t-1}$, and give "
        f"{literal.numel()} numbers in our example where the gradient has "
        f"{auto.numel()}; at t = 0 there is no term. The formula derived in 1.1 is off "
        f"automatic differentiation by {off:.0e}."
    )


@claim("1.1", CONFIRMED, "1_1_vanilla_rnn#b-the-recurrent-weights")
def every_step_counts() -> Checked:
    """(c) This gradient depends on all earlier steps."""
    w, x, y = example()
    h = vanilla.states(w, x)
    delta = vanilla.backpropagate(w, h, w.W_ph.T @ vanilla.output_error(w, h, y))
    parts = [
        torch.outer((1 - h[t] ** 2) * delta[t], h[t - 1]).norm()
        for t in range(1, len(h))
    ]
    least = min(parts[1:]) / sum(parts)
    return bool(least > 1e-6 and parts[0] == 0), (
        f"In our example of {len(parts)} steps each has its part, the least of them "
        f"{least:.2%} of the parts' norms; only the first has none, because its "
        "$h^{(0)}$ is zero."
    )


def _grown(radius: float) -> float:
    """How much a gradient grows where W_hh is an orthogonal matrix times ``radius``."""
    orthogonal, _ = matrices(UNITS, generator(0, "matrices"))
    return grown(radius * orthogonal)


@claim("1.1", CONFIRMED, "1_1_vanilla_rnn#c-what-time-does-to-them")
def vanishing_and_exploding() -> Checked:
    """(c) A product over many steps gets ever smaller or ever larger, so gradients may
    vanish or explode."""
    small, large = _grown(0.5), _grown(1.5)
    return small < 1e-9 and large > 1e9, (
        f"Over {STEPS} steps the gradient shrinks to {small:.0e} of its start where "
        "$W_{hh}$ is an orthogonal matrix times 0.5, and grows "
        f"{large:.0e}-fold for 1.5."
    )


@claim("1.1", REFUTED, "1_1_vanilla_rnn#what-the-original-report-said")
def size_of_the_state() -> Checked:
    """(c) Which of the two happens depends on whether the state is below or above
    one."""
    large = _grown(1.5)
    return large > 1e9, (
        "A tanh never exceeds one, so that by this rule nothing could explode. The "
        f"{large:.0e}-fold growth of the row above happens with all states at zero. "
        "What decides is the product of $W_{hh}$ and the slopes $1 - h^2$."
    )
