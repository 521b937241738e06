"""The one registry of data files: where each comes from, its SHA-256 and its licence.

A file is taken from the folder that ``SEQGRAPH_DATA`` names, else from the platform's
cache folder, else downloaded into the cache. Its hash is checked before it is used, and
a file that fails the check is left alone.
"""

import dataclasses
import os
from pathlib import Path

import pooch
import requests

from ..errors import InputError, MissingData

UVA = "https://raw.githubusercontent.com/uvadlc/uvadlc_practicals_2020/2023a19bd45101086cb8fccb67e1095a296d1dc1"
LIGHTGCN = "https://raw.githubusercontent.com/gusye1234/LightGCN-PyTorch/947ca2b3b1d2d3545b114145710cb06c4e57b3d2"
CASCADE = "https://raw.githubusercontent.com/patonlab/CASCADE/4e6f5a9e50162c80cf2382397bdfa41334ff2e0d"
PLANETOID = "https://raw.githubusercontent.com/kimiyoung/planetoid/af6abf468a772cc055bec88c52e4d6f51b7c37e3"


@dataclasses.dataclass(frozen=True)
class DataFile:
    """One file of the registry."""

    address: str
    sha256: str
    licence: str


def _lastfm(name: str, sha256: str) -> DataFile:
    return DataFile(
        f"{LIGHTGCN}/data/lastfm/{name}", sha256, "HetRec 2011, research use only"
    )


def _planetoid(name: str, sha256: str) -> DataFile:
    return DataFile(f"{PLANETOID}/data/{name}", sha256, "MIT (repository)")


FILES = {
    "grimm/grimms-fairy-tales.txt": DataFile(
        f"{UVA}/assignment_2/2_recurrentnns_gnns/code/Part%202/assets/book_EN_grimms_fairy_tails.txt",
        "e6439bd511820742e842e21b75e89b394d3809eec82ca56b506c39ff39d4a7d6",
        "public domain, Project Gutenberg terms",
    ),
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
    "planetoid/ind.citeseer.allx": _planetoid(
        "ind.citeseer.allx",
        "2ac30345d95c9ec933a817ee0bdd6a5f077f8c184a20e696910192d534414668",
    ),
    "planetoid/ind.citeseer.ally": _planetoid(
        "ind.citeseer.ally",
        "f704b2d986dde6c2669934de1f3ae5696a6cf9455c0f6b2646a2d135ea0a1c95",
    ),
    "planetoid/ind.citeseer.graph": _planetoid(
        "ind.citeseer.graph",
        "d79a4ef9d3e7169aee8946145f6b7306e35bc79bffad26346cfb94e10e9912a7",
    ),
    "planetoid/ind.citeseer.test.index": _planetoid(
        "ind.citeseer.test.index",
        "2af990671580b6b2df5d158d1038f8292e30c9cd821b5453f399659b25b723d4",
    ),
    "planetoid/ind.citeseer.tx": _planetoid(
        "ind.citeseer.tx",
        "539a8906a2da97628d212f2fdd668c109a8b3f0d36574b59e5d3fd5b5303da21",
    ),
    "planetoid/ind.citeseer.ty": _planetoid(
        "ind.citeseer.ty",
        "55e5bd1ba1e733a04598753ad1a8d57957f4b8f89e74519f41f4f4938767e4ce",
    ),
    "planetoid/ind.citeseer.x": _planetoid(
        "ind.citeseer.x",
        "d20de19150741e555de0ed037195630fc194114ebc7fd72ced62810148aa22f6",
    ),
    "planetoid/ind.citeseer.y": _planetoid(
        "ind.citeseer.y",
        "8ba87e515d8e3ee3cf52f6d2c5b86aa73f11ecad825a808455209ec26cd54924",
    ),
    "planetoid/ind.cora.allx": _planetoid(
        "ind.cora.allx",
        "9419ba2f26f5c35243db64aba110e0f35a04851609e0dc5433450676ca6b8543",
    ),
    "planetoid/ind.cora.ally": _planetoid(
        "ind.cora.ally",
        "2b998f5cc7fedc86e7f97ca2498f47a1ffc1462c29e2d578b23bf3f62b6e7d71",
    ),
    "planetoid/ind.cora.graph": _planetoid(
        "ind.cora.graph",
        "58f13302f39dde8852dad6fe6d15b89b077b6d7f837626bce671ef80344b383d",
    ),
    "planetoid/ind.cora.test.index": _planetoid(
        "ind.cora.test.index",
        "297ce89af2b51a6a194181c7dbe1796c6a1cf9cd9349a88383b1b1e227867875",
    ),
    "planetoid/ind.cora.tx": _planetoid(
        "ind.cora.tx",
        "b9afbaa4a400df991f6f02ef677e1e44da55ffc04801fd02f9e673987829226a",
    ),
    "planetoid/ind.cora.ty": _planetoid(
        "ind.cora.ty",
        "41f5ac76596a1699cc33f53084a2419e92961c42bb75f36fc38e616d348532ad",
    ),
    "planetoid/ind.cora.x": _planetoid(
        "ind.cora.x",
        "23cfa55d91c6f624233f5eb7b6e3f141f1bd2b2ae39608a63cf5d084bb27baab",
    ),
    "planetoid/ind.cora.y": _planetoid(
        "ind.cora.y",
        "94465c14eb53e04ca262198dcbb2521ee8af60fb3f3d546cd6ca24a511b0e7d1",
    ),
    # PubMed's hashes are as three public repositories give them; for Cora and CiteSeer,
    # they give those above.
    "planetoid/ind.pubmed.allx": _planetoid(
        "ind.pubmed.allx",
        "508e538e2abdccdd54c4d3e9f49d638b4af7107d85845f66ddea5a5152658b7e",
    ),
    "planetoid/ind.pubmed.ally": _planetoid(
        "ind.pubmed.ally",
        "0c37bbe3b5014ec365e9d393cf4791925e5ed94fb194305d74f064a8d7b50f0e",
    ),
    "planetoid/ind.pubmed.graph": _planetoid(
        "ind.pubmed.graph",
        "5b89f0036ca22909471f1e6558eb42fa06e0c730a577bde5b058b40638f81dc9",
    ),
    "planetoid/ind.pubmed.test.index": _planetoid(
        "ind.pubmed.test.index",
        "b101d421688bbaecbd82e8a18f1e282378d6830f3a37666f28ebc47f844341b5",
    ),
    "planetoid/ind.pubmed.tx": _planetoid(
        "ind.pubmed.tx",
        "4eb5f5d0f30f26497eb0ac6ac9719d09c67e284f1ed0385c93f3ef27a671da3d",
    ),
    "planetoid/ind.pubmed.ty": _planetoid(
        "ind.pubmed.ty",
        "ee2e0d4819d9fbcc403689c3bf2e49face401b605932f093bc58ab6461130fdd",
    ),
    "planetoid/ind.pubmed.x": _planetoid(
        "ind.pubmed.x",
        "fbe9cb5c47200d1b7769a26e579be3b7130b556831f9d850e77c4c74f2599b33",
    ),
    "planetoid/ind.pubmed.y": _planetoid(
        "ind.pubmed.y",
        "e6c807633307a07ed659249006536a147c7999c797f11a2560752990181b41b3",
    ),
}


def fetch(name: str) -> Path:
    """The path of a registered file, its hash checked.

    Raises:
        InputError: a name that is not registered, or a file with another hash.
        MissingData: the file is not on this machine and cannot be downloaded.
    """
    if name not in FILES:
        raise InputError(f"unknown data file {name!r}; one of: {', '.join(FILES)}")
    file, path = FILES[name], find(name)
    if path is None:
        path = _folders()[-1] / name
        _download(name, file, path)
    found = pooch.file_hash(str(path))
    if found != file.sha256:
        raise InputError(
            f"{path} is not the {name} this book uses: its SHA-256 is {found}, "
            f"not {file.sha256}; it was left as it is"
        )
    return path


def find(name: str) -> Path | None:
    """Where a file is on this machine, unchecked; None if it is not."""
    here = [folder / name for folder in _folders() if (folder / name).exists()]
    return here[0] if here else None


def _folders() -> list[Path]:
    named = os.environ.get("SEQGRAPH_DATA")
    cache = Path(pooch.os_cache("seqgraph"))
    return [Path(named), cache] if named else [cache]


def _download(name: str, file: DataFile, path: Path) -> None:
    try:
        pooch.retrieve(
            file.address,
            known_hash=f"sha256:{file.sha256}",
            fname=path.name,
            path=path.parent,
        )
    except (requests.RequestException, OSError) as error:
        raise MissingData(
            f"{name} is not on this machine and cannot be downloaded from "
            f"{file.address} ({type(error).__name__}); put it in a folder and name "
            "that folder in SEQGRAPH_DATA"
        ) from None
    except ValueError:  # pooch found another hash, and kept nothing
        raise InputError(
            f"{file.address} no longer serves the {name} this book uses: "
            f"its SHA-256 is not {file.sha256}"
        ) from None
