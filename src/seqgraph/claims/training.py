"""The original's statements in 2.1a."""

import torch

from ..runs.sweeps import grid, run, trained
from ..text.experiment import CharLM
from ..text.study import BUDGET, RATES
from .registry import CONFIRMED, CORRECTED, NOT_TESTABLE, Checked, claim


@claim("2.1a", CORRECTED, "2_1a_char_lstm#every-hyperparameter-and-why")
def batch_size() -> Checked:
    """A batch of 64 speeds training up, and is small enough not to exceed the
    memory."""
    c = CharLM()
    numbers = c.batch * c.length * (c.embedding + c.layers * 6 * c.hidden)
    megabytes = 4 * numbers / 1e6
    return megabytes < 100, (
        f"Memory is no reason: embedding, gates, c and h of {c.batch} windows are "
        f"about {megabytes:.0f} MB. Quicker it is than single windows, since "
        f"all share each of the {c.length} steps; how much quicker was not measured."
    )


@claim("2.1a", CORRECTED, "2_1a_char_lstm#would-other-settings-do-better")
def learning_rate() -> Checked:
    """A learning rate of 2e-3 is neither too large nor too small."""
    runs = run(grid(BUDGET, lr=RATES))
    low, used, high = (record.metrics["bits"] for record in runs)
    return high < used < low, (
        "Not too large; rather small, if anything. In runs of "
        f"{BUDGET.steps:,} updates, one seed each, four times the rate needs "
        f"{high:.2f} bits a character on unread tales, this one {used:.2f}, a quarter "
        f"of it {low:.2f}. Over all {CharLM().steps:,} updates no other was tried."
    )


@claim("2.1a", NOT_TESTABLE, "2_1a_char_lstm#every-hyperparameter-and-why")
def schedule() -> Checked:
    """The learning rate's decay and the milestones are used by a scheduler."""
    c = CharLM()
    return c.steps // c.decay_every == 1, (
        "It says what a program does that is not part of the report, and gives no "
        f"values. With the course's, the rate falls once in {c.steps:,} "
        f"updates, by {1 - c.decay:.0%}."
    )


@claim("2.1a", CONFIRMED, "2_1a_char_lstm#what-the-original-report-said")
def keep_everything() -> Checked:
    """A dropout of 1 keeps every unit: there is no dropout."""
    model = trained(CharLM())
    x = torch.arange(60).reshape(2, 30)
    with torch.no_grad():
        still, training = model.eval()(x)[0], model.train()(x)[0]
    return torch.equal(still, training), (
        "So it is where the number is the probability of *keeping*, as in the course's "
        "text: with it, our network computes the same in training as outside it. In "
        "PyTorch's meaning of dropout, 1 would drop everything."
    )
