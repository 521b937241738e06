"""Questions about a scene, in words, and their answers.

A question starts from a set of objects (its anchor, such as *a small ball*), follows
up to three relations, and asks about what it then has: does it contain something
(exist), how many (count), more of this than of that (compare), or what the one object
looks like (relate).
"""

import dataclasses
import random

import torch
from torch import Tensor

from .scenes import ATTRIBUTES, OPPOSITE, RELATIONS, Scenes

KINDS = ("exist", "count", "compare", "relate")
MOST_HOPS = 3
MOST_COUNTED = 3
ANSWERS = (
    "yes",
    "no",
    *map(str, range(MOST_COUNTED + 1)),
    *(value for values in ATTRIBUTES.values() for value in values),
)
NAMES = tuple(ATTRIBUTES)

Noun = tuple[int | None, ...]
"""Size, colour and shape that are asked for, None where any will do."""
ANY: Noun = (None,) * len(NAMES)


@dataclasses.dataclass(frozen=True)
class Question:
    """One question.

    Example:
        >>> behind = (RELATIONS.index("behind"),)
        >>> question = Question("count", (1, None, None), behind, ((None, None, 1),), 0)
        >>> " ".join(question.words)
        'how many balls are there behind a large object'
        >>> [ANSWERS[answer] for answer in question.answers]
        ['0', '1', '2', '3']
    """

    kind: str
    """One of ``KINDS``."""
    anchor: Noun
    """Where it starts; any object if there are no hops and it is no *relate*."""
    path: tuple[int, ...]
    """The relations to follow from the anchor, as indices into ``RELATIONS``."""
    nouns: tuple[Noun, ...]
    """What is looked for: one for exist and count, two for compare."""
    asked: int
    """The attribute that *relate* asks for."""

    @property
    def answers(self) -> range:
        """The indices into ``ANSWERS`` of the answers it may have."""
        if self.kind == "count":
            return range(2, 3 + MOST_COUNTED)
        if self.kind != "relate":
            return range(2)
        first = ANSWERS.index(ATTRIBUTES[NAMES[self.asked]][0])
        return range(first, first + len(ATTRIBUTES[NAMES[self.asked]]))

    @property
    def words(self) -> list[str]:
        """The question in words."""
        relations = [RELATIONS[relation] for relation in reversed(self.path)]
        if self.kind == "relate":
            chain = "".join(f"object {relation} the " for relation in relations)
            text = f"what {NAMES[self.asked]} is the {chain}{_phrase(self.anchor)}"
            return text.split()
        chain = " an object ".join(relations)
        chain = f" {chain} a {_phrase(self.anchor)}" if relations else ""
        if self.kind == "exist":
            return f"is there a {_phrase(self.nouns[0])}{chain}".split()
        if self.kind == "count":
            return f"how many {_phrase(self.nouns[0])}s are there{chain}".split()
        more = " than ".join(f"{_phrase(noun)}s" for noun in self.nouns)
        return f"are there more {more}{chain}".split()


def _phrase(noun: Noun) -> str:
    words = [
        None if value is None else values[value]
        for value, values in zip(noun, ATTRIBUTES.values(), strict=True)
    ]
    return " ".join(word for word in (*words[:2], words[2] or "object") if word)


def _vocabulary() -> tuple[str, ...]:
    nouns = [*ATTRIBUTES["shape"], "object"]
    text = "is there a an the what how many are more than"
    return tuple(
        sorted(
            {
                *text.split(),
                *NAMES,
                *nouns,
                *(f"{noun}s" for noun in nouns),
                *ATTRIBUTES["size"],
                *ATTRIBUTES["colour"],
                *(word for relation in RELATIONS for word in relation.split()),
            }
        )
    )


VOCABULARY = _vocabulary()


def draw(kind: str, hops: int, source: random.Random) -> Question:
    """A random question of one kind with this many hops.

    Example:
        >>> " ".join(draw("relate", 2, random.Random(0)).words)
        'what size is the object behind the object behind the large yellow ball'
    """
    path = tuple(source.randrange(len(RELATIONS)) for _ in range(hops))
    asked = source.randrange(len(NAMES))
    if kind == "relate":
        others = [name for name in range(len(NAMES)) if hops or name != asked]
        anchor = _noun(source.sample(others, min(len(others), 2 + (hops > 0))), source)
        return Question(kind, anchor, path, (), asked)
    anchor = _noun([source.randrange(len(NAMES))], source) if hops else ANY
    if kind == "compare":
        attribute = source.randrange(len(NAMES))
        values = source.sample(range(len(ATTRIBUTES[NAMES[attribute]])), 2)
        nouns = tuple(
            tuple(value if name == attribute else None for name in range(len(NAMES)))
            for value in values
        )
    else:
        attributes = source.sample(
            range(len(NAMES)), 1 if hops or kind == "count" else 2
        )
        nouns = (_noun(attributes, source),)
    return Question(kind, anchor, path, nouns, asked=0)


def _noun(attributes: list[int], source: random.Random) -> Noun:
    return tuple(
        source.randrange(len(values)) if name in attributes else None
        for name, values in enumerate(ATTRIBUTES.values())
    )


def matching(noun: Noun, scenes: Scenes) -> Tensor:
    """Which objects are what the noun says, (S, N).

    Example:
        >>> from seqgraph.combined.scenes import draw
        >>> scenes = draw(torch.tensor([3]), torch.Generator().manual_seed(0))
        >>> torch.equal(matching(ANY, scenes), scenes.present)
        True
    """
    fits = scenes.present
    for name, value in enumerate(noun):
        if value is not None:
            fits = fits & (scenes.looks[..., name] == value)
    return fits


def follow(chosen: Tensor, relation: int, neighbours: Tensor) -> Tensor:
    """The objects that stand in the relation to a chosen one: (S, N) to (S, N).

    Example:
        >>> from seqgraph.combined.scenes import draw
        >>> scenes = draw(torch.tensor([3]), torch.Generator().manual_seed(0))
        >>> leftmost = scenes.across == 0
        >>> right_of_it = follow(leftmost, 1, scenes.neighbours)
        >>> torch.equal(right_of_it, scenes.across == 1)
        True
    """
    # j is left of i where i is right of j
    origin = neighbours[:, OPPOSITE[relation]]
    return chosen.gather(1, origin.clamp(min=0)) & (origin >= 0)


def answer(question: Question, scenes: Scenes, neighbours: Tensor) -> Tensor:
    """The answer (S,) in each scene as an index into ``ANSWERS``; -1 where the question
    has none: its one object is not there or not the only one, or there are too many to
    count.

    Example:
        >>> from seqgraph.combined.scenes import draw
        >>> scenes = draw(torch.tensor([3, 4]), torch.Generator().manual_seed(0))
        >>> how_many = Question("count", ANY, (), (ANY,), 0)
        >>> answer(how_many, scenes, scenes.neighbours).tolist()  # 4 is too many
        [5, -1]
    """
    chosen = start = matching(question.anchor, scenes)
    for relation in question.path:
        chosen = follow(chosen, relation, neighbours)
    if question.kind == "relate":
        one = (start.sum(1) == 1) & (chosen.sum(1) == 1)
        value = scenes.looks[..., question.asked]
        found = question.answers.start + (value * chosen).sum(1)
        return torch.where(one, found, -1)
    counts = [(chosen & matching(noun, scenes)).sum(1) for noun in question.nouns]
    if question.kind == "count":
        return torch.where(counts[0] <= MOST_COUNTED, counts[0] + 2, -1)
    holds = counts[0] > (counts[1] if question.kind == "compare" else 0)
    return torch.where(holds, 0, 1)
