"""Examples: a scene, a question and its answer, drawn so that the question alone says
nothing about the answer.

Shapes: B examples, N objects, T words.
"""

import dataclasses
import itertools
import random
from collections.abc import Iterable

import torch
from torch import Tensor

from . import questions
from .questions import KINDS, MOST_HOPS, VOCABULARY
from .scenes import Scenes, draw

CASES = tuple(itertools.product(KINDS, range(MOST_HOPS + 1)))
EACH = 4  # examples of a question; 3 where it has three answers
POOL = 1024  # scenes from which the answers of a question are chosen
_INDEX = {word: index for index, word in enumerate(VOCABULARY, start=1)}


@dataclasses.dataclass(frozen=True)
class Examples:
    """A batch of examples.

    Example:
        >>> source = torch.Generator().manual_seed(0)
        >>> asked = batch([CASES.index(("exist", 0))], (4, 7), source)
        >>> asked.text(0)
        'is there a small green object'
        >>> [questions.ANSWERS[answer] for answer in asked.answers]
        ['yes', 'yes', 'no', 'no']
    """

    scenes: Scenes
    words: Tensor
    """Indices into ``VOCABULARY`` plus 1, 0 is padding on the right, (B, T)."""
    answers: Tensor
    """Indices into ``questions.ANSWERS``, (B,)."""
    cases: Tensor
    """Kind and hops as an index into ``CASES``, (B,)."""

    def text(self, index: int) -> str:
        """The question of one example, in words."""
        words = self.words[index].tolist()
        return " ".join(VOCABULARY[word - 1] for word in words if word)


def batch(
    cases: Iterable[int], sizes: tuple[int, int], generator: torch.Generator
) -> Examples:
    """Ask a random question of each of these kinds and hops about scenes of sizes
    (least, most).

    Every question is asked about one scene for each answer that it may have, or two of
    them: all its answers are equally frequent. Objects are listed from left to right.

    Example:
        >>> asked = batch([0, 4], (4, 7), torch.Generator().manual_seed(0))
        >>> [CASES[case] for case in asked.cases.unique()]
        [('exist', 0), ('count', 0)]
        >>> asked.scenes.present.sum(1).max() <= 7
        tensor(True)
    """
    source = random.Random(int(torch.randint(2**62, (1,), generator=generator)))
    least, most = sizes
    counts = torch.randint(least, most + 1, (POOL,), generator=generator)
    pool = draw(counts, generator).from_left_to_right()
    neighbours = pool.neighbours
    rows = []
    for case in cases:
        question, scenes = _asked(CASES[case], pool, neighbours, source)
        words = [_INDEX[word] for word in question.words]
        rows += [(scene, words, answer, case) for scene, answer in scenes]
    chosen, words, answers, kinds = zip(*rows, strict=True)
    return Examples(
        pool[torch.tensor(chosen)], padded(words), *map(torch.tensor, (answers, kinds))
    )


def _asked(
    case: tuple[str, int], pool: Scenes, neighbours: Tensor, source: random.Random
) -> tuple[questions.Question, list[tuple[int, int]]]:
    """A question, and scenes with their answers. One that lacks an answer in the whole
    pool is not asked."""
    while True:
        question = questions.draw(*case, source)
        found = questions.answer(question, pool, neighbours).numpy()
        places = [(found == answer).nonzero()[0] for answer in question.answers]
        if all(map(len, places)):
            times = EACH // len(places)
            return question, [
                (int(place[source.randrange(len(place))]), answer)
                for answer, place in zip(question.answers, places, strict=True)
                for _ in range(times)
            ]


def padded(rows: Iterable[list[int]]) -> Tensor:
    """Rows of different lengths as one tensor, filled up with 0 on the right.

    Example:
        >>> padded([[3, 1], [2]]).tolist()
        [[3, 1], [2, 0]]
    """
    return torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(row) for row in rows], batch_first=True
    )
