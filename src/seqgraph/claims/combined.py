"""The original's statements on question 3.5."""

from ..combined.scene_study import accuracies
from ..measure.statistics import mean_sd
from .registry import CORRECTED, NOT_TESTABLE, Checked, claim


@claim("3.5", NOT_TESTABLE)
def interpretability() -> Checked:
    """(a) Advanced AI requires more interpretability."""
    return True, "A view of what is desirable."


@claim("3.5", NOT_TESTABLE)
def generating_graphs() -> Checked:
    """(a) Standard networks, recurrent ones included, can generate images and documents
    but no graphs; graph networks can generate unstructured data."""
    return True, (
        "It does not say what generating a graph would have to achieve to count, and "
        "no network of this book generates one."
    )


@claim("3.5", CORRECTED, "3_5b_questions_about_a_scene#what-the-original-report-said")
def visual_reasoning() -> Checked:
    """(a) Therefore graph networks usually do better than recurrent ones in visual
    reasoning."""
    graph, sentence, question = (
        mean_sd([*accuracies(network)])
        for network in ("combined", "sentence", "question")
    )
    return graph[0] - sentence[0] > graph[1] + sentence[1], (
        "It gives no task. On questions about generated scenes, without pictures, a "
        f"network with the scene as a graph answers {graph[0]:.1%}, one that reads it "
        f"as a sentence {sentence[0]:.1%}; without the scene it is {question[0]:.1%}. "
        "These are means of three seeds, on one of which the network with the graph "
        "failed. "
        "But the better one reads the question with a recurrent network; the reason "
        "given, that graph networks can generate, plays no part in it."
    )


@claim("3.5", NOT_TESTABLE)
def building_graphs() -> Checked:
    """(a) Vision has to combine what is where with what it means; so it is common to
    build graphs: for questions about an image a graph of the scene and one of the
    question, on which a graph network trains the embedding for the answer."""
    return True, "It describes what others do, without a result to compare."


@claim("3.5", NOT_TESTABLE)
def relations_of_a_scene() -> Checked:
    """(a) The graph of relations follows from where the objects are and what is asked;
    a knowledge graph makes relations finer and reasoning easier to explain."""
    return True, "It names no measure of finer relations or of explanation."
