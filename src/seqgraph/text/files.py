"""The data file of Part 2."""

from ..runs.data import DataFile, register

UVA = "https://raw.githubusercontent.com/uvadlc/uvadlc_practicals_2020/2023a19bd45101086cb8fccb67e1095a296d1dc1"


FILES = {
    "grimm/grimms-fairy-tales.txt": DataFile(
        f"{UVA}/assignment_2/2_recurrentnns_gnns/code/Part%202/assets/book_EN_grimms_fairy_tails.txt",
        "e6439bd511820742e842e21b75e89b394d3809eec82ca56b506c39ff39d4a7d6",
        "public domain, Project Gutenberg terms",
    ),
}
register(FILES)
