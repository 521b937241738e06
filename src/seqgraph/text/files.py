"""The data files of Part 2."""

from ..runs.data import DataFile, register

UVA = "https://raw.githubusercontent.com/uvadlc/uvadlc_practicals_2020/2023a19bd45101086cb8fccb67e1095a296d1dc1"

ASSETS = f"{UVA}/assignment_2/2_recurrentnns_gnns/code/Part%202/assets"
TERMS = "public domain, Project Gutenberg terms"

FILES = {
    "grimm/grimms-fairy-tales.txt": DataFile(
        f"{ASSETS}/book_EN_grimms_fairy_tails.txt",
        "e6439bd511820742e842e21b75e89b394d3809eec82ca56b506c39ff39d4a7d6",
        TERMS,
    ),
    "texts/darwin-nl.txt": DataFile(
        f"{ASSETS}/book_NL_darwin_reis_om_de_wereld.txt",
        "389b114334f9e34bea0b01d43dbe6892d44d7c9430c79a6517c74f0658370535",
        TERMS,
    ),
    "texts/calculus.tex": DataFile(
        f"{ASSETS}/book_TeX_calculus_made_easy.tex",
        "ceca75298f640dfda6e9d632c7f7b1d71d04bc3e619140b8ea1bc76991d57352",
        TERMS,
    ),
}
register(FILES)
