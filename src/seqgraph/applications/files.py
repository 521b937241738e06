"""The data files of question 3.4."""

from ..runs.data import DataFile, register

LIGHTGCN = "https://raw.githubusercontent.com/gusye1234/LightGCN-PyTorch/947ca2b3b1d2d3545b114145710cb06c4e57b3d2"
CASCADE = "https://raw.githubusercontent.com/patonlab/CASCADE/4e6f5a9e50162c80cf2382397bdfa41334ff2e0d"


def _lastfm(name: str, sha256: str) -> DataFile:
    return DataFile(
        f"{LIGHTGCN}/data/lastfm/{name}", sha256, "HetRec 2011, research use only"
    )


FILES = {
    "lastfm/data1.txt": _lastfm(
        "data1.txt",
        "c82af3228cbbda2f55a39244de09ed93292894f1d0d9f1908ebb57e27598fded",
    ),
    "lastfm/test1.txt": _lastfm(
        "test1.txt",
        "de4417c0e6123284ce59a0934bcf5288ec1ec8774a18a1eef453c9952dfa48f9",
    ),
    "lastfm/trustnetwork.txt": _lastfm(
        "trustnetwork.txt",
        "5b5bd7cbe4d22f3cd333dbfc7ec4b995cb2bdb28d95b0e9c5fc5607079f7b69e",
    ),
    "nmr/nmr_eas_dft_ml.csv": DataFile(
        f"{CASCADE}/ESI-EAS/Predictions/nmr_eas_dft_ml.csv",
        "8778b3f5ab4f54e77622c252ff11b6709bdcce2bcae11700e0713cb62ac12862",
        "MIT (repository)",
    ),
}
register(FILES)
