"""The looks of question 3.5's networks: each has the colour of its kind."""

from ..page.plots import looks

LOOKS = looks(
    dfs=("#0173b2", "-"),
    bfs=("#56b4e9", "--"),
    names=("#cc78bc", "-."),
    graph=("#de8f05", "-"),
    bag=("#ca9161", ":"),
    question=("#949494", "-."),
    sentence=("#0173b2", "--"),
    combined=("#029e73", "-"),
)
