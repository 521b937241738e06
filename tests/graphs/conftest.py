import pytest

from seqgraph.errors import MissingData
from seqgraph.graphs import planetoid


@pytest.fixture(scope="session", params=("cora", "citeseer"))
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
