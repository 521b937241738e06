"""What two more of the course's own texts became, learnt by `seqgraph learn`: page
2.2b."""

import math

from ..runs.study import Study
from ..runs.sweeps import run, trained
from . import sampling
from .own_text import COURSE, OwnText, updates
from .study import at_end

_, _DARWIN, _CALCULUS = COURSE
# Characters that are learnt from: counted by tests/text/test_own_text.py, where the
# texts are.
_LEARNT = {_DARWIN: 1_211_223, _CALCULUS: 309_398}
DARWIN, CALCULUS = (OwnText(text=t, steps=updates(n)) for t, n in _LEARNT.items())
TEXTS = {"Darwin, in Dutch": DARWIN, "calculus, in TeX": CALCULUS}
STUDY = Study(
    "2.2b", "Your own text", runs=[*TEXTS.values()], weights=[*TEXTS.values()]
)


def measured(config: OwnText) -> dict[str, float]:
    """What was recorded of a run, and ``bits_learning``: what a character cost over
    the last updates of its training."""
    (record,) = run([config])
    return {**record.metrics, "bits_learning": at_end(record, "loss") / math.log(2)}


def minutes(config: OwnText) -> tuple[float, float]:
    """What a run took to train, and to be measured."""
    (record,) = run([config])
    return record.seconds["train"] / 60, record.seconds["evaluate"] / 60


def read_through(config: OwnText) -> float:
    """How often a character of what was learnt from was read, on average."""
    return config.steps * config.batch * config.length / _LEARNT[config.text]


def writes(config: OwnText, prompt: str, length: int, tau: float) -> str:
    """How a network goes on from a beginning, its first sample."""
    (text,) = sampling.generate(trained(config), [prompt], length, tau)
    return text
