"""Part 2, text generation: the corpus, the language model, sampling, what is measured
of a text, the experiment, the studies of each page."""

STAGES = {"1/3": 2814, "2/3": 5627, "3/3": 8441}
"""Updates after which the network of tales is kept, by the part of its training."""
