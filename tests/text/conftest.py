import pytest
import torch

from seqgraph.runs import data
from seqgraph.runs.randomness import generator
from seqgraph.text import corpus, experiment
from seqgraph.text.language_model import LanguageModel

TALE = "A fox met a wolf. ‘Good day,’ said the fox.\nThe wolf ate the fox.\n" * 4


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """An empty run store, and training allowed."""
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path / "runs"))
    monkeypatch.delenv("SEQGRAPH_TRAIN", raising=False)
    return tmp_path / "runs"


@pytest.fixture
def brief(monkeypatch):
    """Runs write a tenth of what they do: nobody reads it. It takes most of the time of
    a run with few updates."""
    monkeypatch.setattr(experiment, "SAMPLE", 30)


@pytest.fixture
def tale(tmp_path):
    """A file with a tale that is no one's."""
    file = tmp_path / "tale.txt"
    file.write_bytes(TALE.encode())
    return file


@pytest.fixture
def grimm():
    """The text of the book; skipped where it is not on this machine."""
    if not any((folder / corpus.GRIMM).exists() for folder in data._folders()):
        pytest.skip("Grimms' tales are not here; set SEQGRAPH_DATA")
    return corpus.read(corpus.GRIMM)


@pytest.fixture
def calculus():
    """The text of the book in LaTeX; skipped where it is not on this machine."""
    if not any((folder / "texts/calculus.tex").exists() for folder in data._folders()):
        pytest.skip("the book in LaTeX is not here; set SEQGRAPH_DATA")
    return corpus.read(corpus.CALCULUS)


@pytest.fixture
def model():
    """A small random model in double precision, its logits far apart."""
    model = LanguageModel(corpus.vocabulary(TALE), ["fox"], 5, 7, 2, dropout=0.0)
    model.draw(generator(0, "test"))
    torch.nn.init.normal_(model.output.weight, std=3, generator=generator(1, "test"))
    return model.double().eval()
