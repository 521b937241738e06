"""What single units of a trained model follow, found by a search over all of them.

Shapes: N characters of a text, U = L · H units' cells c in all layers.
"""

import dataclasses
import re

import torch
from torch import Tensor

from .corpus import encode
from .language_model import LanguageModel

LINE = 75  # characters: the longest line of the tales, about


@torch.no_grad()
def cells(model: LanguageModel, text: str) -> Tensor:
    """The cells c (N, U) of all layers after each character of a text."""
    state, kept = None, []
    for code in encode(text, model.vocabulary):
        _, state = model(code.view(1, 1), state)
        kept.append(state[1].flatten())
    return torch.stack(kept)


def in_speech(text: str) -> Tensor:
    """1 from an opening single quotation mark to the closing one, else 0 (N,).

    ’ is an apostrophe too; it closes where no letter follows.
    """
    inside = torch.zeros(len(text))
    for match in re.finditer(r"‘.*?’(?!\w)", text, re.DOTALL):
        inside[match.start() : match.end() - 1] = 1
    return inside


def along_the_line(text: str) -> Tensor:
    """How many characters of its line stand before and at each one (N,)."""
    return _since(text, "\n")


def along_the_word(text: str) -> Tensor:
    """How many characters came since the last space or line end (N,)."""
    return _since(text, " \n")


def _since(text: str, ends: str) -> Tensor:
    counts, count = [], 0
    for character in text:
        count = 0 if character in ends else count + 1
        counts.append(float(count))
    return torch.tensor(counts)


PROPERTIES = {
    "speech": in_speech,
    "line": along_the_line,
    "word": along_the_word,
}


@dataclasses.dataclass(frozen=True)
class Found:
    """The unit that follows a property best."""

    unit: int
    correlation: float
    """Pearson's, on text that the search did not see."""
    typical: float
    """The median absolute correlation of all units there."""


def search(model: LanguageModel, text: str) -> dict[str, Found]:
    """For each property the unit whose cell correlates with it most over the first half
    of a text, with its correlation over the second."""
    values, half = cells(model, text), len(text) // 2
    found = {}
    for name, measure in PROPERTIES.items():
        wanted = measure(text)
        seen = correlations(values[:half], wanted[:half])
        unseen = correlations(values[half:], wanted[half:])
        unit = int(seen.abs().argmax())
        found[name] = Found(unit, float(unseen[unit]), float(unseen.abs().median()))
    return found


def correlations(values: Tensor, wanted: Tensor) -> Tensor:
    """Pearson's correlation (U,) of each unit's values (N, U) with what is wanted
    (N,)."""
    v, w = values - values.mean(0), wanted - wanted.mean()
    return (w @ v) / (v.norm(dim=0) * w.norm())
