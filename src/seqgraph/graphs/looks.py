"""The looks of Part 3's networks."""

from ..page.plots import looks

LOOKS = looks(
    gcn=("#de8f05", "-"),
    gat=("#7b3294", "--"),
    mlp=("#ca9161", ":"),
)
