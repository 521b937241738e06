"""The original's statements on questions 3.4 and 3.5."""

from ..applications import recommendation_study, shift_study
from ..combined.scene_questions import CHOSEN, SceneQuestions
from ..measure.statistics import mean_sd
from ..runs.records import Record
from ..runs.sweeps import sweep
from .registry import CONFIRMED, CORRECTED, NOT_TESTABLE, Measured, claim


def answers(network: str) -> list[Record]:
    """The runs of page 3.5b, three seeds."""
    return sweep(SceneQuestions(network=network, lr=CHOSEN[network]), seed=range(3))


@claim("3.4", CONFIRMED, "3_4a_social_recommendation#what-the-original-report-said")
def social_recommendation() -> Measured:
    """Social recommendation: users and items as nodes, their connections as edges; what
    the network finds between them is used to recommend."""
    graph, popular, near = (
        recommendation_study.recall(model)
        for model in ("lightgcn", "popular", "neighbours")
    )
    return graph > 2 * popular, (
        f"Of artists that were held out a graph network finds {graph:.1%} with 20 "
        f"recommendations, and naming the most popular ones {popular:.1%}. "
        "It does not say that a graph network is needed, and it is not: counting who "
        f"listens to the same artists finds {near:.1%}."
    )


@claim("3.4", CONFIRMED, "3_4b_chemical_shifts#what-the-original-report-said")
def chemical_shifts() -> Measured:
    """Chemical shifts: a molecule is a graph, and a graph network can predict its
    shifts."""
    gine, mean, forest = (
        shift_study.mae(model) for model in ("gine", "mean", "forest")
    )
    return gine < forest, (
        f"On molecules that it never saw a graph network is {gine:.2f} ppm off; a "
        f"random forest is {forest:.2f}, always predicting the mean {mean:.2f}. The "
        "original names no error that a prediction should keep to."
    )


@claim("3.5", NOT_TESTABLE)
def interpretability() -> Measured:
    """(a) Advanced AI requires more interpretability."""
    return True, "A view of what is desirable."


@claim("3.5", NOT_TESTABLE)
def generating_graphs() -> Measured:
    """(a) Standard networks, recurrent ones included, can generate images and documents
    but no graphs; graph networks can generate unstructured data."""
    return True, (
        "It does not say what generating a graph would have to achieve to count, and "
        "no network of this book generates one."
    )


@claim("3.5", CORRECTED, "3_5b_questions_about_a_scene#what-the-original-report-said")
def visual_reasoning() -> Measured:
    """(a) Therefore graph networks usually do better than recurrent ones in visual
    reasoning."""
    graph, sentence, question = (
        mean_sd([run.metrics["accuracy"] for run in answers(network)])
        for network in ("combined", "sentence", "question")
    )
    return graph[0] - sentence[0] > graph[1] + sentence[1], (
        "It gives no task. On questions about generated scenes, without pictures, a "
        f"network with the scene as a graph answers {graph[0]:.1%}, one that reads it "
        f"as a sentence {sentence[0]:.1%}; without the scene it is {question[0]:.1%}. "
        "But the better one reads the question with a recurrent network; the reason "
        "given, that graph networks can generate, plays no part in it."
    )


@claim("3.5", NOT_TESTABLE)
def building_graphs() -> Measured:
    """(a) Vision has to combine what is where with what it means; so it is common to
    build graphs: for questions about an image a graph of the scene and one of the
    question, on which a graph network trains the embedding for the answer."""
    return True, "It describes what others do, without a result to compare."


@claim("3.5", NOT_TESTABLE)
def relations_of_a_scene() -> Measured:
    """(a) The graph of relations follows from where the objects are and what is asked;
    a knowledge graph makes relations finer and reasoning easier to explain."""
    return True, "It names no measure of finer relations or of explanation."
