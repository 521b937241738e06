"""What a claim is, and the list of all of them.

A claim is a function: its docstring is the statement, paraphrased, and what it returns
is whether the verdict holds today and the sentence that says what was measured.
"""

import dataclasses
import inspect
from collections.abc import Callable

from IPython.display import Markdown

from ..errors import InputError

CONFIRMED, CORRECTED = "confirmed", "corrected"
REFUTED, NOT_TESTABLE = "refuted", "not testable"
VERDICTS = {
    CONFIRMED: "what we measured agrees with it",
    CORRECTED: "right in part; the row says what is wrong or missing",
    REFUTED: "what we measured contradicts it",
    NOT_TESTABLE: "it names nothing that we could measure; the row says why",
}
QUESTIONS = {
    "1.1": "Gradients of a vanilla RNN",
    "1.2": "The gates of an LSTM",
    "1.3": "The LSTM on palindromes",
    "1.4": "The peephole LSTM",
    "2.1a": "Training the language model",
    "2.1b": "What it says as it learns",
    "2.1c": "Sampling",
    "2.2": "Continuing a beginning",
    "3.1": "The GCN layer",
    "3.2": "The six nodes",
    "3.3": "Graph attention",
    "3.4": "Applications",
    "3.5": "RNNs and GNNs",
}

Checked = tuple[bool, str]


class VerdictError(Exception):
    """A verdict that its own check no longer supports."""


@dataclasses.dataclass(frozen=True)
class Claim:
    """One statement of the original report."""

    number: int
    question: str
    """A key of ``QUESTIONS``."""
    said: str
    """The statement, paraphrased, in Markdown."""
    verdict: str
    """A key of ``VERDICTS``."""
    evidence: str
    """Page and section of the book, ``page#section``; empty only for what is not
    testable."""
    measure: Callable[[], Checked]
    """Whether the verdict holds, and what was measured, in Markdown."""

    def __post_init__(self) -> None:
        where = f"the claim {self.said!r}"
        if self.question not in QUESTIONS:
            raise InputError(
                f"unknown question {self.question!r} of {where}; "
                f"one of: {', '.join(QUESTIONS)}"
            )
        if self.verdict not in VERDICTS:
            raise InputError(
                f"unknown verdict {self.verdict!r} of {where}; "
                f"one of: {', '.join(VERDICTS)}"
            )
        if not self.evidence and self.verdict != NOT_TESTABLE:
            raise InputError(f"{where} has a verdict and no evidence")

    def measured(self) -> str:
        """What was measured; VerdictError if the verdict does not follow from it."""
        holds, sentence = self.measure()
        if not holds:
            raise VerdictError(
                f"{self.question}, {self.said!r}: no longer {self.verdict}, "
                f"since {sentence!r}"
            )
        return sentence


CLAIMS: list[Claim] = []


def claim(
    question: str, verdict: str, evidence: str = ""
) -> Callable[[Callable[[], Checked]], Claim]:
    """Enter a function in ``CLAIMS``, its docstring as the statement."""

    def enter(measure: Callable[[], Checked]) -> Claim:
        said = inspect.getdoc(measure)
        if not said:
            raise InputError(f"{measure} has no docstring, which states the claim")
        said = " ".join(said.split())
        entered = Claim(len(CLAIMS) + 1, question, said, verdict, evidence, measure)
        CLAIMS.append(entered)
        return entered

    return enter


def listing(question: str) -> Markdown:
    """The claims of a question as a definition list: statement, then verdict, what was
    measured and a link to the evidence."""
    return Markdown("\n\n".join(_entry(c) for c in CLAIMS if c.question == question))


def _entry(claim: Claim) -> str:
    kind = claim.verdict.replace(" ", "-")
    verdict = f"**[{claim.verdict.capitalize()}.]{{.verdict .{kind}}}**"
    lines = f"{claim.number} · {claim.said}\n: {verdict} {claim.measured()}"
    if not claim.evidence:
        return lines
    page, section = claim.evidence.split("#")
    number = ".".join(page.split("_")[:2])
    return f"{lines} Evidence: {number}, [](/notebooks/{page}.md#{section})."
