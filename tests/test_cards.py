"""The cards of data and weights, and the crate of runs: nothing is without one."""

import hashlib
import json

import pytest
import safetensors
from click.testing import CliRunner

from seqgraph import __main__, cards, report
from seqgraph.runs import store


def test_every_data_file_is_on_one_card_with_its_address_and_licence():
    text = cards.data_cards().data
    assert text.count(":::{dropdown}") == len(cards.DATA)
    for name, file in report.data_files().items():
        assert text.count(f"(<{file.address}>)") == 1, name
        assert file.licence in text


def test_every_kept_set_of_weights_is_on_a_card_with_what_its_file_holds():
    text = cards.model_cards().data
    assert text.count(":::{dropdown}") == len(cards.MODELS)
    for section in report.sections():
        for config in section.weights:
            file = store.path(config, ".safetensors")
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            (row,) = [line for line in text.splitlines() if f"`{config}`" in line]
            assert digest in row.replace(" ", "")
            with safetensors.safe_open(file, framework="np") as opened:
                numbers = sum(opened.get_tensor(name).size for name in opened.keys())  # noqa: SIM118
            assert f"| {numbers:,} |" in row


@pytest.fixture(scope="module")
def crate():
    done = CliRunner().invoke(__main__.main, ["crate"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_crate_names_every_file_of_the_store_once(crate):
    descriptor, root, *parts = crate["@graph"]
    assert descriptor["about"]["@id"] == root["@id"] == "./"
    assert descriptor["conformsTo"]["@id"] in crate["@context"]
    assert [each["@id"] for each in root["hasPart"]] == [part["@id"] for part in parts]
    here = {
        file.relative_to(store.folder()).as_posix(): file
        for file in store.folder().rglob("*.*")
        if file.suffix in {".json", ".safetensors"}
    }
    assert sorted(here) == sorted(part["@id"] for part in parts)
    for part in parts[::100]:
        content = here[part["@id"]].read_bytes()
        assert part["sha256"] == hashlib.sha256(content).hexdigest()
        assert part["contentSize"] == str(len(content))
