import pytest

from seqgraph.applications import listening, molecules
from seqgraph.errors import MissingData


@pytest.fixture(scope="session")
def lastfm():
    """The LastFM graph as it is tested and as it is tuned on."""
    try:
        return listening.load("test"), listening.load("tuning")
    except MissingData as absent:
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def shifts():
    try:
        return molecules.load()
    except MissingData as absent:
        pytest.skip(str(absent))
