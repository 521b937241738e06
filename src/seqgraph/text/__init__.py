"""Part 2, text generation: the corpus, the language model, sampling, what is measured
of a text, the experiment, the studies of each page."""
