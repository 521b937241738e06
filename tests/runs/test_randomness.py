"""Streams of random numbers."""

import traceback

import pytest
import torch

from seqgraph.runs.randomness import generator, seeded_by


def test_each_seed_and_purpose_has_a_stream_of_its_own():
    streams = [generator(*about) for about in ((1, "a"), (2, "a"), (1, "b"), (1, "a"))]
    draws = [tuple(torch.rand(3, generator=stream).tolist()) for stream in streams]
    assert len(set(draws)) == 3
    assert draws[0] == draws[3]


def test_the_global_stream_is_seeded_inside_and_as_it_was_outside():
    def draw(source):
        with seeded_by(source):
            return torch.rand(3).tolist()

    before = torch.random.get_rng_state()
    source = generator(1, "a")
    first, second = draw(source), draw(source)
    assert torch.equal(before, torch.random.get_rng_state())
    assert first != second
    torch.manual_seed(0)
    assert draw(generator(1, "a")) == first
    torch.random.set_rng_state(before)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU to seed")
def test_seeding_keeps_no_traceback_for_a_gpu_that_is_not_there(monkeypatch):
    before, told = torch.random.get_rng_state(), []
    monkeypatch.setattr(traceback, "format_stack", lambda *_: told.append(1) or [])
    torch.manual_seed(3)
    assert told  # it is this that is to be noticed
    told.clear()
    with seeded_by(generator(1, "a")):
        pass
    assert told == []
    torch.random.set_rng_state(before)
