"""A network beside counts, character by character: which of them pays less, where, and
what both pay together.

Shapes: N characters of a text are predicted, all but its first.
"""

import dataclasses

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..runs.experiment import Columns
from .grams import KneserNey

WEIGHTS = tuple(k / 20 for k in range(21))  # of the network in a mixture
PASSAGE = 1000  # characters
READ = (1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 64, 128, 256)  # characters before a place
EVERY = 32  # of as many places, one is asked for with READ
LETTERS = ("1st letter", "2nd letter", "3rd letter", "4th letter", "later letters")
_CHUNK = 2048  # characters read at a time


@dataclasses.dataclass(frozen=True)
class Rivals:
    """What two models gave to each character of a text but its first."""

    text: str
    """N + 1 characters."""
    network: np.ndarray
    """(N,) the network's probabilities."""
    counts: np.ndarray
    """(N,) those of the counts."""
    known: np.ndarray
    """(N,) how many characters before each one the counts have met together."""

    def passages(self) -> Columns:
        """For each passage and each of WEIGHTS the bits per character of a mixture:
        columns passage, characters, weight, bits."""
        rows = []
        for start in range(0, len(self.network), PASSAGE):
            here = slice(start, start + PASSAGE)
            network, counts = self.network[here], self.counts[here]
            for w in WEIGHTS:
                price = bits(w * network + (1 - w) * counts)
                rows.append((start // PASSAGE, len(network), w, price))
        return _columns(("passage", "characters", "weight", "bits"), rows)

    def by_kind(self) -> Columns:
        """Bits per character by what is asked: columns kind, characters, network,
        counts."""
        return self._by("kind", kinds(self.text)[1:])

    def by_known(self) -> Columns:
        """Bits per character by how many characters before it the counts have met
        together: columns known, characters, network, counts."""
        return self._by("known", self.known.tolist())

    def _by(self, name: str, groups: list[str] | list[int]) -> Columns:
        groups_of = np.array(groups)
        rows = []
        for group in sorted(set(groups)):
            here = groups_of == group
            both = bits(self.network[here]), bits(self.counts[here])
            rows.append((group, int(here.sum()), *both))
        return _columns((name, "characters", "network", "counts"), rows)


def bits(p: np.ndarray) -> float:
    """The mean price of characters that had these probabilities (N,).

    Example:
        >>> bits(np.array([0.5, 0.125]))
        2.0
    """
    return -np.log2(p).mean().item()


@torch.no_grad()
def probabilities(model: nn.Module, codes: Tensor) -> np.ndarray:
    """That (N,) which a network gives to each character of a text (N + 1,) but its
    first, in one pass from start to end, the state carried."""
    found, state = [], None
    for x, y in zip(codes[:-1].split(_CHUNK), codes[1:].split(_CHUNK), strict=True):
        logits, state = model(x[None], state)
        found.append(_of(logits[0], y))
    return np.concatenate(found)


@torch.no_grad()
def reach(model: nn.Module, counts: KneserNey, codes: Tensor) -> Columns:
    """Bits per character at one of EVERY places of a text, where as many characters are
    read as READ says, from an empty state: columns read, network, counts."""
    whole = codes.cpu().numpy()
    longest = max(n for n in READ if n < len(codes))
    places = torch.arange(longest, len(codes), EVERY)
    rows = []
    for n in (n for n in READ if n <= longest):
        windows = codes.unfold(0, n + 1, 1)[places - n]
        p = [
            _of(model(part[:, :-1])[0][:, -1], part[:, -1])
            for part in windows.split(max(1, 16 * _CHUNK // n))
        ]
        limited = KneserNey(counts.grams[: n + 1], counts.discount)
        # No order looks further back than n, so all of the text may stand before it.
        other = limited.probabilities(whole)[places.numpy()]
        rows.append((n, bits(np.concatenate(p)), bits(other)))
    return _columns(("read", "network", "counts"), rows)


def kinds(text: str) -> list[str]:
    """What each character of a text is: a letter of a word by its place in it, a space,
    a line end, or a mark.

    Example:
        >>> kinds("An ox.")
        ['1st letter', '2nd letter', 'space', '1st letter', '2nd letter', 'mark']
    """
    found, place = [], 0
    for character in text:
        place = place + 1 if character.isalpha() else 0
        if place:
            found.append(LETTERS[min(place, len(LETTERS)) - 1])
        else:
            found.append({"\n": "line end", " ": "space"}.get(character, "mark"))
    return found


def _of(logits: Tensor, codes: Tensor) -> np.ndarray:
    """The probabilities (N,) that logits (N, K) give to codes (N,)."""
    p = F.softmax(logits.double(), dim=1)
    return p.gather(1, codes[:, None])[:, 0].cpu().numpy()


def _columns(names: tuple[str, ...], rows: list[tuple]) -> Columns:
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
