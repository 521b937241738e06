"""The original's statements on question 3.4."""

from ..applications import recommendation_study, shift_study
from .registry import CONFIRMED, Checked, claim


@claim("3.4", CONFIRMED, "3_4a_social_recommendation#what-the-original-report-said")
def social_recommendation() -> Checked:
    """Social recommendation: users and items as nodes, their connections as edges; what
    the network finds between them is used to recommend."""
    graph, popular, near = (
        recommendation_study.recall(model)
        for model in ("lightgcn", "popular", "neighbours")
    )
    _, low, high = recommendation_study.gain("lightgcn", "neighbours")
    return graph > 2 * popular and low < 0 < high, (
        f"Of artists that were held out a graph network finds {graph:.1%} with 20 "
        f"recommendations, and naming the most popular ones {popular:.1%}. "
        "It does not say that a graph network is needed, and it is not: counting who "
        f"listens to the same artists finds {near:.1%}."
    )


@claim("3.4", CONFIRMED, "3_4b_chemical_shifts#what-the-original-report-said")
def chemical_shifts() -> Checked:
    """Chemical shifts: a molecule is a graph, and a graph network can predict its
    shifts."""
    forest, lookup, mean = (
        shift_study.mae(model) for model in ("forest", "lookup", "mean")
    )
    _, low, _ = shift_study.interval("gine", less="forest")
    return low > 0 and forest < lookup, (
        "On molecules that it never saw a graph network is "
        f"{shift_study.shown('gine')} ppm off (in brackets a 95 % interval over "
        "molecules and seeds). A random "
        f"forest is {forest:.2f} off, looking up what atoms with the same surroundings "
        f"have {lookup:.2f}, always predicting the mean {mean:.2f}. The original names "
        "no error that a prediction should keep to."
    )
