import pytest
import torch

from seqgraph.applications import listening, molecules
from seqgraph.errors import MissingData


@pytest.fixture(scope="session")
def lastfm():
    """The LastFM graph as it is tested and as it is tuned on."""
    try:
        return listening.load("test"), listening.load("tuning")
    except MissingData as absent:
        pytest.skip(str(absent))


@pytest.fixture
def double():
    """Compute in double precision."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.fixture(scope="session")
def shift_table():
    try:
        return molecules.load()
    except MissingData as absent:
        pytest.skip(str(absent))
