import pytest

from seqgraph.graphs import listening, molecules, planetoid
from seqgraph.lab.errors import MissingData


@pytest.fixture(scope="session", params=planetoid.GRAPHS)
def citations(request):
    """A citation graph and its name; the test is skipped where its files are not."""
    return request.param, read(request.param)


@pytest.fixture(scope="session")
def cora():
    return read("cora")


def read(name):
    try:
        return planetoid.load(name)
    except MissingData as absent:
        pytest.skip(str(absent))


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
