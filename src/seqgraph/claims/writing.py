"""The original's statements in 2.1b, 2.1c and 2.2."""

import itertools

from ..measure.statistics import proportion
from ..page.notebook import with_interval
from ..text import measures
from ..text.intervals import Interval, above
from ..text.sampling import GREEDY
from ..text.writing_study import (
    LONGEST,
    PROMPT,
    SHORTEST,
    copied,
    entropy,
    gain,
    growth,
    later_real_words,
    looped,
    loops,
    measured,
    written,
)
from .registry import CONFIRMED, CORRECTED, NOT_TESTABLE, Checked, claim


def _percent(interval: Interval) -> str:
    return with_interval(interval, ".1%")


@claim("2.1b", CORRECTED, "2_1b_what_it_says#words")
def meaningful_words() -> Checked:
    """With more training the words become more meaningful."""
    greedy = [measured(later_real_words, GREEDY, stage)[0] for stage in ("1/3", "3/3")]
    drawn = gain(later_real_words, 1.0)
    return min(greedy) > 0.9 and drawn[1] > 0, (
        "Not the greedy ones that it was said of: {:.0%} of their words stand in the "
        "book after a third of the training and {:.0%} at the end. Texts drawn at "
        "random (τ = 1) do get more real words: {} of all.".format(
            *greedy, with_interval(drawn, "+.2f")
        )
    )


@claim("2.1b", CONFIRMED, "2_1c_temperature#what-τ-buys-and-what-it-costs")
def more_like_the_corpus() -> Checked:
    """With more training the sentences become more like those of the corpus."""
    early, late = (
        [copied(tau, stage) for tau in (GREEDY, 1.0)] for stage in ("1/3", "3/3")
    )
    apart = all(above(b, a) for a, b in zip(early, late, strict=True))
    return apart, (
        "Stretches of ten characters that stand in the book: greedy texts have "
        f"{_percent(early[0])} of them after a third of the training and "
        f"{_percent(late[0])} at the end, texts drawn at τ = 1 {_percent(early[1])} "
        f"and {_percent(late[1])}."
    )


@claim("2.1b", NOT_TESTABLE, "2_1c_temperature#limits")
def some_make_sense() -> Checked:
    """Some sentences even make sense."""
    return True, "We have no measure of sense. Words and stretches can be counted."


@claim("2.1b", CORRECTED, "2_1b_what_it_says#what-the-original-report-said")
def varied_words() -> Checked:
    """With more training the words become more varied."""
    greedy, drawn = (gain(measures.distinct_words, tau) for tau in (GREEDY, 1.0))
    return greedy[1] > 0 >= drawn[1], (
        "In greedy texts they do, because the phrase that is repeated gets longer: "
        f"distinct words, of all, {with_interval(greedy, '+.2f')} from a third of the "
        "training to its end. Drawn at random they do not: "
        f"{with_interval(drawn, '+.2f')}."
    )


@claim("2.1b", CONFIRMED, "2_1b_what_it_says#loops")
def loops_remain() -> Checked:
    """Long sentences still repeat themselves when training is complete."""
    at = {length: looped(GREEDY, length=length) for length in (90, LONGEST)}
    of = len(written(GREEDY))
    return proportion(at[90], of)[1] > 0.05, (
        f"Of {of} greedy texts {at[90]} end in a loop within 90 characters, and "
        f"{at[LONGEST]} within {LONGEST}."
    )


@claim("2.1b", CONFIRMED, "2_1b_what_it_says#loops")
def short_ones_hide_it() -> Checked:
    """In sentences of up to 30 characters the repetition is hard to see."""
    seen, of = looped(GREEDY, length=SHORTEST), len(written(GREEDY))
    return proportion(seen, of)[2] < 0.05, (
        f"{seen} of {of} greedy texts show a loop within {SHORTEST} characters."
    )


@claim("2.1b", CONFIRMED, "2_1b_what_it_says#loops")
def repeats_are_far_apart() -> Checked:
    """The reason: repeated words are not close to where they first occurred."""
    periods = [loop.period for loop in loops(GREEDY) if loop]
    return min(periods) > SHORTEST / 2, (
        f"One round of a loop is {min(periods)} to {max(periods)} characters long, and "
        f"two rounds do not fit into {SHORTEST}."
    )


@claim("2.1b", CORRECTED, "2_1b_what_it_says#what-the-original-report-said")
def short_ones_are_better() -> Checked:
    """So shorter sentences are of higher quality."""
    words, distinct = (
        growth(measure, SHORTEST, LONGEST)
        for measure in (later_real_words, measures.distinct_words)
    )
    return distinct[2] < 0 and words[2] > -0.01, (
        "They look better, having no room for a loop: from the first "
        f"{SHORTEST} characters of a greedy text to all {LONGEST} its share of "
        f"distinct words changes by {with_interval(distinct, '+.2f')}. But that of "
        "real words, the first one left out, changes by "
        f"{with_interval(words, '+.3f')}: the beginning is not written better."
    )


@claim("2.1c", CORRECTED, "2_1c_temperature#two-conventions")
def called_temperature() -> Checked:
    """The factor τ is called a temperature."""
    low, high = entropy(0.5), entropy(2.0)
    return low > high, (
        "It is the inverse of what nearly everyone calls so. A high temperature makes "
        f"texts random; here a high τ makes them sure: {low:.1f} bits of choice for "
        f"the character after “{PROMPT}” at τ = 0.5, {high:.1f} at τ = 2."
    )


@claim("2.1c", CONFIRMED, "2_1c_temperature#two-conventions")
def lower_is_smoother() -> Checked:
    """A lower τ makes the softmax's distribution smoother."""
    low, middle, high = map(entropy, (0.5, 1.0, 2.0))
    return low > middle > high, (
        f"After the same words: {low:.2f} bits at τ = 0.5, {middle:.2f} at 1, "
        f"{high:.2f} at 2."
    )


@claim("2.1c", CONFIRMED, "2_1c_temperature#what-τ-buys-and-what-it-costs")
def lower_is_surprising() -> Checked:
    """A lower τ gives more surprising texts, a higher one more predictable texts."""
    shares = [copied(tau) for tau in (0.5, 1.0, 2.0)]
    rising = all(above(b, a) for a, b in itertools.pairwise(shares))
    return rising, (
        "Of stretches of ten characters {} stand in the book at τ = 0.5, {} at 1 and "
        "{} at 2.".format(*map(_percent, shares))
    )


@claim("2.1c", CORRECTED, "2_1c_temperature#what-the-original-report-said")
def half_is_gibberish() -> Checked:
    """At τ = 0.5 characters look random, and even the words make no sense."""
    share = measured(later_real_words, 0.5)
    return 0.2 < share[1] < share[2] < 0.5, (
        "Most of the words are none, but not all, so the characters are not random: "
        f"{_percent(share)} of the words stand in the book."
    )


@claim("2.1c", CONFIRMED, "2_1c_temperature#what-the-original-report-said")
def two_has_words() -> Checked:
    """At τ = 2 more of the words are meaningful, and some of it reads like human
    language."""
    share = measured(later_real_words, 2.0)
    return share[1] > 0.9, (
        f"Of the words {_percent(share)} stand in the book. How it reads, we did not "
        "measure."
    )


@claim("2.1c", CONFIRMED, "2_1c_temperature#what-the-original-report-said")
def two_has_no_loops() -> Checked:
    """At τ = 2 there is, surprisingly, no repetition as in greedy texts, not even in
    long ones."""
    drawn, greedy, of = looped(2.0), looped(GREEDY), len(written(2.0))
    return proportion(drawn, of)[2] < 0.05, (
        f"{drawn} of {of} texts of {LONGEST} characters end in a loop, against "
        f"{greedy} greedy ones. It is what one should expect, and the page says why."
    )


@claim("2.1c", CONFIRMED, "2_1c_temperature#what-the-original-report-said")
def two_is_less_like_the_corpus() -> Checked:
    """At τ = 2 the language is less like the corpus than in greedy texts."""
    drawn, greedy = copied(2.0), copied(GREEDY)
    return above(greedy, drawn), (
        f"{_percent(drawn)} of stretches of ten characters stand in the book, against "
        f"{_percent(greedy)} of greedy texts, where it is mostly one frequent phrase."
    )


@claim("2.2", NOT_TESTABLE, "2_2_continue#what-the-original-report-said")
def takes_a_beginning() -> Checked:
    """The program takes the beginning of a text as an option and continues it."""
    return True, (
        "The program is not part of the report, and no example is shown. Ours is "
        "`seqgraph generate --prompt`."
    )
