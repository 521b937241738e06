"""How often each stretch of characters stands in a text, and what that says of the
next character.

Shapes: N characters in a text, K in the vocabulary. A *gram* of order n is a stretch of
n characters: the last one, and its *context* of n - 1 before it. G are the distinct
grams of one order, in an order of their own.
"""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from ..errors import InputError

Array = np.ndarray


@dataclasses.dataclass(frozen=True)
class Grams:
    """The distinct grams of one order, and what is counted of them.

    Example:
        >>> ones, twos = counted(np.array([0, 1, 0, 1]), characters=2, order=2)
        >>> ones.counts.tolist(), twos.counts.tolist()
        ([2, 2], [2, 1])
    """

    keys: Array
    """(G,), ascending: its context's place among the grams one shorter, times K, plus
    its last character."""
    counts: Array
    """(G,): how often each stands in the text."""
    lefts: Array
    """(G,): how many different characters stand before it in the text."""
    contexts: int
    """How many grams one shorter there are."""
    characters: int
    """K."""

    def find(self, contexts: Array, characters: Array) -> Array:
        """The places (N,) of the grams with these contexts (N,) and last characters
        (N,); -1 for one that the text does not have, and for a context of -1."""
        wanted = np.where(contexts < 0, -1, contexts * self.characters + characters)
        place = np.searchsorted(self.keys, wanted).clip(max=len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, place, -1)


def counted(codes: Array, characters: int, order: int) -> list[Grams]:
    """The grams of a text (N,) of the orders 1 to ``order``.

    Raises:
        InputError: a text that is not longer than ``order``.

    Example:
        >>> single, pairs = counted(np.array([0, 1, 0, 1, 1]), characters=2, order=2)
        >>> pairs.keys.tolist(), pairs.counts.tolist()  # 01, 10 and 11
        ([1, 2, 3], [2, 1, 1])
        >>> single.lefts.tolist()  # 0 stands after 1 only, 1 after both
        [1, 2]
    """
    if len(codes) <= order:
        raise InputError(
            f"a text of {len(codes)} characters is too short for stretches of {order}"
        )
    found: list[Grams] = []
    places = np.zeros(len(codes) + 1, dtype=np.int64)  # of the empty stretch
    for n in range(1, order + 2):
        keys, first, after, counts = np.unique(
            places[:-1] * characters + codes[n - 1 :],
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
        shorter = int(places.max()) + 1
        if found:  # a gram without its first character is one of those one shorter
            lefts = np.bincount(places[first + 1], minlength=shorter)
            found[-1] = dataclasses.replace(found[-1], lefts=lefts)
        found.append(Grams(keys, counts, np.zeros_like(counts), shorter, characters))
        places = after
    return found[:-1]


def walk(grams: Sequence[Grams], codes: Array) -> Iterator[tuple[Grams, Array]]:
    """For each order, the place (N + 1,) of the context before each character of a text
    (N,) and after its last; -1 for one that was not counted or is not all there.

    Example:
        >>> grams = counted(np.array([0, 1, 0, 1, 1]), characters=2, order=2)
        >>> [contexts.tolist() for _, contexts in walk(grams, np.array([1, 0]))]
        [[0, 0, 0], [-1, 1, 0]]
    """
    contexts = np.zeros(len(codes) + 1, dtype=np.int64)
    for each in grams:
        yield each, contexts
        contexts = np.concatenate([[-1], each.find(contexts[:-1], codes)])


def plus_one(grams: Sequence[Grams], codes: Array) -> Array:
    """The probability (N,) of each character of a text by the counts of the highest
    order, each one more than it is.

    Example:
        >>> grams = counted(np.array([0, 1, 0, 1]), characters=2, order=2)
        >>> plus_one(grams, np.array([0, 1]))  # the first has no context
        array([0.5 , 0.75])
    """
    *_, (highest, contexts) = walk(grams, codes)
    place = highest.find(contexts[:-1], codes)
    total = _total(highest, highest.counts)
    above = 1 + np.where(place < 0, 0, highest.counts[place])
    below = np.where(contexts[:-1] < 0, 0, total[contexts[:-1]])
    return above / (below + highest.characters)


class KneserNey:
    r"""Interpolated Kneser–Ney: every count gives up a *discount* d, and what a context
    gathers so goes to the next shorter context.

    With s a context, s′ the same without its first character and w a character,

    p(w | s) = (max(N(sw) - d, 0) + d · m(s) · p(w | s′)) / N(s)

    where N(s) sums N(sw) over w, and m(s) is the number of w with N(sw) > 0. At the
    highest order N is how often sw stands in the text; at the others, how many
    different characters stand before it. Without a context, p(w | s′) is 1/K.
    After Kneser and Ney (1995), interpolated as by Chen and Goodman (1999).

    Args:
        grams: of the orders 1 to the highest.
        discount: d, above 0 and at most 1.

    Raises:
        InputError: a discount that is not.

    Example:
        >>> grams = counted(np.array([0, 1, 0, 1, 1]), characters=2, order=2)
        >>> model = KneserNey(grams, discount=0.5)
        >>> after_0 = model.distribution(np.array([0]))
        >>> after_0.round(4)  # (2 - 0.5 + 0.5 · p(1)) / 2, and p(1) is 2/3
        array([0.0833, 0.9167])
    """

    def __init__(self, grams: Sequence[Grams], discount: float):
        if not 0 < discount <= 1:
            raise InputError(
                f"discount must be above 0 and at most 1; got {discount:g}"
            )
        self.grams, self.discount = grams, discount
        self.counts = [*(each.lefts for each in grams[:-1]), grams[-1].counts]
        pairs = list(zip(grams, self.counts, strict=True))
        self.totals = [_total(each, c) for each, c in pairs]
        self.kinds = [_total(each, c > 0) for each, c in pairs]

    def probabilities(self, codes: Array) -> Array:
        """That (N,) of each character of a text (N,), from what stands before it."""
        return self._mixed([c[:-1] for _, c in walk(self.grams, codes)], codes)

    def distribution(self, codes: Array) -> Array:
        """The probability (K,) of every character after a text (N,)."""
        characters = np.arange(self.grams[0].characters)
        after = [np.full(len(characters), c[-1]) for _, c in walk(self.grams, codes)]
        return self._mixed(after, characters)

    def known(self, codes: Array) -> Array:
        """How many characters before each of a text (N,) were met together in the text
        that was counted: 0 to the highest order - 1."""
        longest = np.zeros(len(codes), dtype=np.int64)
        for n, (_, contexts) in enumerate(walk(self.grams, codes)):
            longest[contexts[:-1] >= 0] = n
        return longest

    def _mixed(self, contexts: Sequence[Array], characters: Array) -> Array:
        d = self.discount
        p = np.full(len(characters), 1 / self.grams[0].characters)
        for grams, counts, total, kinds, h in zip(
            self.grams, self.counts, self.totals, self.kinds, contexts, strict=True
        ):
            hw = grams.find(h, characters)
            c = np.where(hw < 0, 0, counts[hw])
            of_all = np.where(h < 0, 0, total[h])
            p = np.where(
                of_all > 0,
                (np.maximum(c - d, 0) + d * kinds[h] * p) / np.maximum(of_all, 1),
                p,
            )
        return p


def _total(grams: Grams, counts: Array) -> Array:
    """The sum of counts (G,) over the last character, for each context."""
    contexts = grams.keys // grams.characters
    return np.bincount(contexts, counts, minlength=grams.contexts).astype(np.int64)
