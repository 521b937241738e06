"""What the live figure of question 3.5(b) is told: scenes, a question, and the words
there are. Its network is in ``live_models``."""

import dataclasses
import random
from typing import Any

import torch

from ..runs.randomness import generator
from . import questions
from .figures import PAINTS
from .scene_questions import TRAINED_OBJECTS
from .scenes import ATTRIBUTES, RELATIONS, draw

SCENES = 12


def told() -> dict[str, Any]:
    """Scenes as large as in training, object by object from left to right, each by its
    indices into ``ATTRIBUTES`` and its places; a question of two hops that has an
    answer in the first; and the names of all.

    Example:
        >>> first = told()["scenes"][0]
        >>> sorted(first), len(first["looks"]) == len(first["depth"])
        (['across', 'depth', 'looks'], True)
        >>> first["across"] == sorted(first["across"])
        True
    """
    source = generator(0, "live figure 3.5b")
    least, most = TRAINED_OBJECTS
    sizes = torch.randint(least, most + 1, (SCENES,), generator=source)
    scenes = draw(sizes, source).from_left_to_right()
    asked, drawn = None, random.Random(0)
    while asked is None or questions.answer(asked, scenes, scenes.neighbours)[0] < 0:
        asked = questions.draw("relate", 2, drawn)
    return {
        "scenes": [
            {
                part: getattr(scenes, part)[index, :size].tolist()
                for part in ("looks", "across", "depth")
            }
            for index, size in enumerate(sizes.tolist())
        ],
        "question": dataclasses.asdict(asked),
        "attributes": ATTRIBUTES,
        "relations": RELATIONS,
        "vocabulary": questions.VOCABULARY,
        "answers": questions.ANSWERS,
        "paints": PAINTS,
    }
