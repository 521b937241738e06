"""The citation graphs: counts that are known, the split, and files that are refused."""

import hashlib
import pickle
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from seqgraph.errors import InputError
from seqgraph.graphs import planetoid
from seqgraph.runs import data

# Papers without a neighbour; citations of other papers, each once.
KNOWN = {"cora": (0, 5278), "citeseer": (48, 4552)}


def test_the_counts_are_the_known_ones(citations):
    name, graph = citations
    size = planetoid.CITATION_GRAPHS[name]
    isolated, citations_once = KNOWN[name]
    assert graph.x.shape == (size.nodes, size.words)
    assert graph.y.shape == (size.nodes,)
    itself = graph.edges[0] == graph.edges[1]
    assert graph.edges.shape == (2, 2 * citations_once + size.loops)
    assert size.edges == citations_once
    assert itself.sum() == size.loops
    degree = torch.bincount(graph.edges[0, ~itself], minlength=size.nodes)
    assert (degree == 0).sum() == isolated
    assert graph.y.unique().tolist() == list(range(size.classes))
    assert graph.y[graph.train].bincount().tolist() == [20] * size.classes
    assert (len(graph.validation), len(graph.test)) == (500, 1000)


def test_the_parts_of_the_split_are_apart(citations):
    _, graph = citations
    split = torch.cat([graph.train, graph.validation, graph.test])
    assert len(split.unique()) == len(split)


def test_every_citation_goes_both_ways_once(citations):
    _, graph = citations
    pairs = set(zip(*graph.edges.tolist(), strict=True))
    assert len(pairs) == graph.edges.shape[1]
    assert pairs == {(j, i) for i, j in pairs}


def test_the_words_of_a_paper_sum_to_one_or_are_missing(citations):
    name, graph = citations
    sums = graph.x.to_dense().sum(1)
    missing = 15 if name == "citeseer" else 0
    assert (sums == 0).sum() == missing
    torch.testing.assert_close(
        sums[sums > 0], torch.ones(len(sums) - missing), rtol=0, atol=1e-5
    )


def test_words_that_are_weighted_keep_their_proportions():
    """As PubMed's are; rows of ``tx`` go where ``test.index`` says."""
    known = SimpleNamespace(
        indptr=np.array([0, 2, 3]),
        indices=np.array([2, 0, 1], dtype=np.int32),
        data=np.array([0.3, 0.1, 0.7]),
        _shape=(2, 3),
    )
    tested = SimpleNamespace(
        indptr=np.array([0, 1, 3]),
        indices=np.array([0, 1, 2], dtype=np.int32),
        data=np.array([0.2, 0.4, 0.1]),
        _shape=(2, 3),
    )
    found = planetoid._words(known, tested, torch.tensor([4, 2]), 5).to_dense()
    wanted = torch.tensor(
        [[0.25, 0, 0.75], [0, 1, 0], [0, 0.8, 0.2], [0, 0, 0], [1, 0, 0]]
    )
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-6)


def test_papers_without_text_are_in_no_split(citations):
    _, graph = citations
    empty = (graph.x.to_dense().sum(1) == 0).nonzero().flatten()
    split = torch.cat([graph.train, graph.validation, graph.test])
    assert not torch.isin(empty, split).any()


def test_an_unknown_graph_is_refused():
    with pytest.raises(InputError, match="unknown graph 'core'; one of: cora"):
        planetoid.load("core")


def test_a_changed_file_is_refused_before_it_is_unpickled(cora, tmp_path, monkeypatch):
    folder = tmp_path / "planetoid"
    folder.mkdir()
    for name in planetoid.files("cora"):
        shutil.copyfile(data.fetch(name), tmp_path / name)
    harmful = pickle.dumps(Harmful(str(tmp_path / "ran")))
    (folder / "ind.cora.allx").write_bytes(harmful)
    monkeypatch.setenv("SEQGRAPH_DATA", str(tmp_path))
    with pytest.raises(InputError, match=r"ind.cora.allx is not the .*left as it is"):
        planetoid.load.__wrapped__("cora")
    assert (folder / "ind.cora.allx").read_bytes() == harmful
    assert not (tmp_path / "ran").exists()


def test_a_pickle_that_could_run_something_is_refused(tmp_path, monkeypatch):
    harmful = pickle.dumps(Harmful(str(tmp_path / "ran")))
    file = data.DataFile("", hashlib.sha256(harmful).hexdigest(), "none")
    monkeypatch.setattr(data, "FILES", dict.fromkeys(planetoid.files("cora"), file))
    monkeypatch.setenv("SEQGRAPH_DATA", str(tmp_path))
    (tmp_path / "planetoid").mkdir()
    for name in planetoid.files("cora"):
        (tmp_path / name).write_bytes(harmful)
    with pytest.raises(InputError, match=r"a pickle asks for .*, which is no array"):
        planetoid.load.__wrapped__("cora")
    assert not (tmp_path / "ran").exists()


class Harmful:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")
