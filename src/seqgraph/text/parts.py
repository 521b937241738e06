"""What Part 2's rivals of the course's network learn from, and what they are asked."""

import dataclasses

from ..runs import data
from ..runs.experiment import Experiment, Model, one_of
from . import corpus
from .experiment import named_text

PURPOSES = ("test", "tuning")


@dataclasses.dataclass(frozen=True)
class TaleExperiment(Experiment[Model]):
    """Learn from the first nine tenths of a text, and predict the last one.

    Example:
        >>> from seqgraph.text.floors import TextFloors
        >>> issubclass(TextFloors, TaleExperiment)
        True
    """

    text: str = named_text("registered text, or the path of a UTF-8 file")
    part: str = one_of(
        PURPOSES,
        "test",
        "test: predict the last tenth of the tales; tuning: the last tenth of the rest",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "text", corpus.pinned(self.text))

    @property
    def data(self) -> tuple[str, ...]:
        return (self.text,) if self.text in data.FILES else ()

    def parts(self) -> tuple[str, str, str]:
        """The characters of the whole text, the text to learn from, and the text to
        predict."""
        text = corpus.read(self.text)
        learnt, asked = corpus.split(text)
        if self.part == "tuning":
            learnt, asked = corpus.split(learnt)
        return corpus.vocabulary(text), learnt, asked
