"""The checks of page 2.3, and a language model with a rule on its logits.

A check says *right*, or raises AssertionError with what is wrong.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from ..runs.randomness import generator
from . import sampling
from .experiment import bits_of_pairs
from .language_model import LanguageModel, State
from .writing_study import network


def check_1(answer: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]) -> None:
    """Compare ``answer`` with autograd, for random logits and several τ."""
    x = 2 * torch.randn(30, dtype=torch.double, generator=generator(1, "page 2.3"))
    measures = {
        "dE/dτ": lambda tau: torch.softmax(tau * x, 0) @ x,
        "dH/dτ": lambda tau: torch.special.entr(torch.softmax(tau * x, 0)).sum(),
    }
    for tau in torch.tensor([0.0, 0.3, 1.0, 2.5], dtype=torch.double):
        slopes = zip(measures.items(), answer(x, tau), strict=True)
        for (name, measure), yours in slopes:
            right = torch.func.grad(measure)(tau)
            assert abs(yours - right) < 1e-10, (
                f"{name} at τ = {tau:g} is {right:.4f}, not {yours:.4f}"
            )
    print("right at τ = 0, 0.3, 1 and 2.5")


def check_2(
    answer: Callable[[list[str], list[str], str, int, float], float],
) -> None:
    """Three cases done by hand, and the pairs of page 2.1d on longer texts."""
    for read, asked, order, a, p in (
        ("abab", "ab", 1, 1, 3 / 4),  # b follows a twice of twice: (2 + 1) / (2 + 2)
        ("abab", "aba", 2, 1, 2 / 3),  # a follows ab once of once: (1 + 1) / (1 + 2)
        ("aaab", "b", 0, 0.5, 3 / 10),  # b is one of four: (1 + ½) / (4 + 1)
    ):
        got = answer([read], [asked], "ab", order, a)
        assert abs(got + math.log2(p)) < 1e-9, (
            f"order {order} read {read!r}: p is {p:.3f}, not {2**-got:.3f}"
        )
    alphabet = "abcdefgh"
    codes = torch.randint(8, (2, 600), generator=generator(2, "page 2.3"))
    read, asked = ("".join(alphabet[k] for k in row) for row in codes.tolist())
    right = bits_of_pairs(codes[0], codes[1], len(alphabet))
    got = answer([read], [asked], alphabet, 1, 1)
    assert abs(got - right) < 1e-9, f"pairs need {right:.3f} bits, not {got:.3f}"
    print("right: by hand, and as page 2.1d counts pairs")


def check_3(answer: Callable[[LanguageModel, Tensor], Tensor]) -> None:
    """Compare ``answer`` with prefixes read one by one, by a small random network."""
    small = LanguageModel("abcde", ["a"], 3, 4, 2, dropout=0.0).double()
    small.draw(generator(3, "page 2.3"))
    nn.init.normal_(small.output.weight, std=3, generator=generator(4, "page 2.3"))
    windows = torch.randint(5, (6, 9), generator=generator(5, "page 2.3"))
    got = answer(small, windows)
    for place in range(8):
        each = []
        for window in windows:
            p = small(window[None, : place + 1])[0][0, -1].softmax(0)
            each.append(-p[window[place + 1]].log2().item())
        right = sum(each) / len(each)
        assert abs(got[place] - right) < 1e-9, (
            f"place {place + 1} needs {right:.3f} bits, not {got[place]:.3f}"
        )
    print("right at all eight places")


def check_4(answer: Callable[[Tensor, float], Tensor]) -> None:
    """Compare ``answer`` with the rule, character by character, on random logits."""
    logits = 2 * torch.randn(
        3, 4, 20, dtype=torch.double, generator=generator(6, "page 2.3")
    )
    for p in (0.05, 0.5, 0.9, 0.99):
        got = answer(logits, p)
        for row, cut in zip(logits.view(-1, 20), got.view(-1, 20), strict=True):
            share, kept = row.softmax(0), 0.0
            for k in share.argsort(descending=True):
                wanted = row[k] if kept < p else -math.inf
                assert cut[k] == wanted, (
                    f"p = {p}: after {kept:.3f} the logit is {wanted:.3f}, "
                    f"not {cut[k]:.3f}"
                )
                kept += share[k].item()
    print("right for p = 0.05, 0.5, 0.9 and 0.99")


def check_5(
    answer: Callable[[LanguageModel, str], tuple[Tensor, Tensor]],
) -> None:
    """Compare ``answer`` with prefixes of a text read one by one."""
    model, text = network(), "Hansel and Gretel"
    h, c = answer(model, text)
    for end in range(1, len(text) + 1):
        state = sampling.read(model, [text[:end]])[1]
        for name, yours, right in zip("hc", (h, c), state, strict=True):
            off = (yours[end - 1] - right.flatten()).abs().max()
            assert off < 1e-4, f"{name} after {text[:end]!r} is off by {off:.0e}"
    print(f"right after each of {len(text)} characters")


class Filtered(nn.Module):
    """A language model of which the logits go through a rule; ``generate`` takes it
    like any other.

    Example:
        >>> from seqgraph.text.exercises import Filtered
        >>> model = LanguageModel("abc", [], 4, 6, 2, dropout=0.0)
        >>> never_c = torch.tensor([0.0, 0.0, -torch.inf])
        >>> (text,) = sampling.generate(Filtered(model, never_c.add), ["c"], 50)
        >>> text.count("c")
        1
    """

    def __init__(self, model: LanguageModel, rule: Callable[[Tensor], Tensor]):
        super().__init__()
        self.model, self.rule, self.vocabulary = model, rule, model.vocabulary

    def forward(self, x: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """As the model's, of characters (B, T)."""
        logits, after = self.model(x, state)
        return self.rule(logits), after
