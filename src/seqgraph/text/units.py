"""What single units of a trained model follow, found by a search over all of them.

Shapes: N texts of T characters, U = L · H units in all layers.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

import torch
from torch import Tensor

from .corpus import encode
from .language_model import LanguageModel


@torch.no_grad()
def cells(model: LanguageModel, texts: Sequence[str]) -> Tensor:
    """tanh(c) (N, T, U) of all layers after each character of texts of one length.

    Example:
        >>> from seqgraph.text.units import cells
        >>> model = LanguageModel("abc", [], 4, 6, 2, dropout=0.0)
        >>> cells(model, ["abba", "cabc"]).shape
        torch.Size([2, 4, 12])
    """
    codes = torch.stack([encode(text, model.vocabulary) for text in texts])
    state, kept = None, []
    for column in codes.split(1, dim=1):
        _, state = model.lstm(model.embedding(column), state)
        kept.append(torch.tanh(state[1]).transpose(0, 1).flatten(1))
    return torch.stack(kept, dim=1)


def in_speech(text: str) -> list[float]:
    """1 from an opening single quotation mark to the closing one, else 0.

    ’ is an apostrophe too; it closes where no letter follows.

    Example:
        >>> from seqgraph.text.units import in_speech
        >>> in_speech("‘a’ b")
        [1.0, 1.0, 0.0, 0.0, 0.0]
    """
    inside, marked = False, []
    for character, following in zip_longest(text, text[1:], fillvalue=" "):
        if character == "‘":
            inside = True
        elif character == "’" and not following.isalpha():
            inside = False
        marked.append(float(inside))
    return marked


class Speech(NamedTuple):
    """A quotation: from the place of its opening mark to that of its closing one, or
    of the next opening one where it is not ``closed`` before.

    Example:
        >>> from seqgraph.text.units import Speech
        >>> said = Speech(start=9, end=12, closed=True)
        >>> "He said: ‘Go’ again."[said.start : said.end + 1]
        '‘Go’'
    """

    start: int
    end: int
    closed: bool


def speeches(text: str) -> list[Speech]:
    """Each quotation of a text.

    Example:
        >>> from seqgraph.text.units import speeches
        >>> speeches("‘Don’t,’ said he, ‘go.")
        [Speech(start=0, end=7, closed=True), Speech(start=18, end=22, closed=False)]
    """
    found = re.finditer(r"‘(?:[^‘’]|’(?=[^\W\d_]))*(’)?", text)
    return [
        Speech(m.start(), m.start(1) if m[1] else m.end(), bool(m[1])) for m in found
    ]


def _since(text: str, ends: str) -> list[float]:
    counts = []
    for character in text:
        count = 0.0 if character in ends or not counts else counts[-1] + 1
        counts.append(count)
    return counts


Property = Callable[[str], list[float]]
PROPERTIES: dict[str, Property] = {
    "inside a quotation": in_speech,
    "characters since the last word's end": lambda text: _since(text, " \n"),
    "characters since the last sentence's end": lambda text: _since(text, ".!?"),
    "characters since the last line's end": lambda text: _since(text, "\n"),
}


@dataclasses.dataclass(frozen=True)
class Found:
    """The unit that follows a property best.

    Example:
        >>> from seqgraph.text.units import Found
        >>> best = Found(unit=5, correlation=-0.9, typical=0.1)
        >>> abs(best.correlation) > best.typical
        True
    """

    unit: int
    correlation: float
    """Pearson's, on texts that the search did not see."""
    typical: float
    """The median absolute correlation of all units there."""


def search(
    model: LanguageModel,
    texts: Sequence[str],
    properties: Mapping[str, Property] = PROPERTIES,
) -> dict[str, Found]:
    """For each property the unit whose cell correlates with it most over the first half
    of the texts, with its correlation over the other half.

    Example:
        >>> from seqgraph.text.units import search
        >>> texts = ["‘Go.’ He\\ngo", "He: ‘Go.’\\n."] * 2
        >>> model = LanguageModel("".join(set(texts[0] + texts[1])), [], 4, 6, 2, 0.0)
        >>> 0 <= search(model, texts)["inside a quotation"].unit < 12
        True
    """
    values, half = cells(model, texts), len(texts) // 2
    found = {}
    for name, measure in properties.items():
        wanted = torch.tensor([measure(text) for text in texts])
        seen = correlations(values[:half], wanted[:half])
        unseen = correlations(values[half:], wanted[half:])
        unit = int(seen.abs().argmax())
        found[name] = Found(unit, float(unseen[unit]), float(unseen.abs().median()))
    return found


def correlations(values: Tensor, wanted: Tensor) -> Tensor:
    """Pearson's correlation (U,) of each unit's values (N, T, U) with what is wanted
    (N, T).

    Example:
        >>> from seqgraph.text.units import correlations
        >>> wanted = torch.tensor([[0.0, 1.0, 2.0]])
        >>> correlations(torch.stack([wanted, -wanted], dim=2), wanted)
        tensor([ 1.0000, -1.0000])
    """
    v, w = values.flatten(0, 1), wanted.flatten().to(values.dtype)
    v, w = v - v.mean(0), w - w.mean()
    return (w @ v) / (v.norm(dim=0) * w.norm())
