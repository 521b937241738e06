"""The figure of a question's rounds shows what the network computed."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from seqgraph.combined.answering import GraphAndQuestion
from seqgraph.combined.examples import CASES, batch
from seqgraph.combined.figures import DARK, rounds


@pytest.mark.parametrize("index", [0, 5])
def test_rounds_show_marks_words_and_relations_of_one_example(index):
    source = torch.Generator().manual_seed(3)
    asked = batch(
        [CASES.index(("exist", 1)), CASES.index(("count", 3))], (4, 7), source
    )
    with torch.no_grad():
        thought = GraphAndQuestion(8, True, source).explain(asked.scenes, asked.words)
    figure = rounds(thought, asked, index)
    objects = int(asked.scenes.present[index].sum())
    *scenes, words, relations = figure.axes
    for axes, marks in zip(scenes, thought.objects[index], strict=True):
        grounds = [
            each.get_alpha()
            for each in axes.collections
            if np.allclose(each.get_facecolor()[0, :3], to_rgb(DARK))
        ]
        assert grounds == pytest.approx(marks[:objects].tolist())
    count = len(asked.text(index).split())
    shown = words.images[0].get_array()
    assert np.array_equal(shown, thought.words[index, :, :count].numpy())
    assert np.allclose(shown.sum(1), 1)
    shown = relations.images[0].get_array()
    assert np.array_equal(shown, thought.relations[index].numpy())
