"""What the pages say about the cost and the origin of their runs."""

import dataclasses
import json

import pytest

from seqgraph import accounts, report
from seqgraph.measure.benchmarks import Claim, Report
from seqgraph.recurrent.experiment import Palindromes
from seqgraph.runs import provenance, records
from seqgraph.runs.data import FILES
from seqgraph.runs.records import Record
from seqgraph.runs.study import Study

NO_BREAK = "\N{NO-BREAK SPACE}"
BASE = Palindromes(length=2)
MADE = {
    "commit": "0123456789abcdef",
    "src_modified": False,
    "python": "3.11.7",
    "torch": "2.13.0",
    "device": "cpu",
    "device_name": "Some CPU",
    "machine": "x86_64",
    "threads": 1,
    "started": "2026-11-02T10:00:00+00:00",
}


def record(seed, train, **made):
    """Record a run that took 10 seconds to evaluate."""
    config = dataclasses.replace(BASE, seed=seed)
    seconds = {"train": train, "evaluate": 10.0}
    records.save(Record(config, {"loss": [1.0]}, {}, {}, seconds, MADE | made))


@pytest.fixture
def section(tmp_path, monkeypatch):
    """A book of one section, two of whose three runs are recorded; one is listed
    twice."""
    monkeypatch.setenv("SEQGRAPH_RUNS", str(tmp_path))
    runs = [dataclasses.replace(BASE, seed=seed) for seed in (1, 2, 3, 1)]
    section = Study("0.1", "Tiny runs", runs=runs, weights=[])
    monkeypatch.setattr(report, "STUDIES", {section.number: "tiny"})
    monkeypatch.setattr(report, "_imported", {"tiny": section}.get)
    record(1, 80.0)
    record(2, 5000.0, started="2026-11-01T10:00:00+00:00", torch_geometric="2.8")
    return section


def said(markdown):
    return " ".join(markdown.data.split())


def test_a_page_says_how_long_its_runs_took_and_that_no_gpu_was_tried(section):
    text = said(accounts.cost("0.1"))
    assert "the 2 recorded runs of section 0.1," in text
    # 80 + 10 + 5000 + 10 seconds
    assert "took 85 min on 1 thread of a CPU (Some CPU); on a GPU: not" in text
    assert "`seqgraph reproduce 0.1 --retrain --into again`." in text


def test_a_recorded_run_on_a_gpu_is_named(section):
    record(3, 20.0, device="cuda", device_name="Some GPU")
    text = said(accounts.cost("0.1"))
    assert "(Some CPU); 30 s on a GPU (Some GPU). To train" in text
    assert "not measured" not in text


def test_a_page_without_runs_says_so(section):
    assert "No recorded run, no data and no GPU" in said(accounts.cost())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.3, "< 1 s"),
        (45.4, "45 s"),
        (99.9, "100 s"),
        (719, "12 min"),
        (11_111, "3 h 5 min"),
    ],
)
def test_a_duration_is_said_as_people_say_it(seconds, words):
    # No line breaks in it.
    assert accounts.duration(seconds).split(" ") == [words.replace(" ", NO_BREAK)]


def test_seeds_are_one_row_and_every_machine_has_its_letter(section):
    record(3, 20.0, commit="fedcba987", src_modified=True, torch_geometric="2.8")
    letters = accounts.environments(accounts.recorded())
    *_, row = accounts.runs_table(section, letters).data.splitlines()
    assert row.replace(NO_BREAK, " ").replace("\N{NON-BREAKING HYPHEN}", "-") == (
        "| Palindromes: length=2 | 3 | 86 min | 0123456, fedcba9+ "
        "| 2026-11-01 to 2026-11-02 | B, A |"
    )
    *_, first, second = accounts.environments_table(accounts.recorded()).data.split(
        "\n"
    )
    assert first == "| A | Some CPU, x86_64 | 1 | 3.11.7 | 2.13.0 | 2.8 | 2 |"
    assert second == (
        "| B | Some CPU, x86_64 | 1 | 3.11.7 | 2.13.0 | not recorded | 1 |"
    )


def test_no_table_is_too_long_for_paper():
    runs = accounts.recorded()
    letters = accounts.environments(runs)
    for section in report.sections():
        text = accounts.runs_table(section, letters).data
        longest = max(len(part.splitlines()) for part in text.split("\n\n"))
        assert longest <= accounts.ROWS + 2  # the head and the line below it


def test_every_claim_about_speed_stands_in_a_fold_that_fits_on_paper():
    seconds = {"theirs": [3.0, 4.0, 6.0], "ours": [1.0, 1.0, 1.0]}
    fast = Report("fast", machine={"device_name": "Some CPU"})
    for n in range(accounts.ROWS + 1):
        fast.claims.append(Claim(f"thing {n}", "theirs", "ours", "s", seconds))
    folds = accounts.speeds({"Fast": fast, "Nothing": Report("none")}).data
    first, second = folds.split("\n\n")
    assert first.startswith(":::{dropdown} Fast: Some CPU\n| what |")
    assert len(first.splitlines()) == accounts.ROWS + 4  # fold, head, line, end
    assert second.splitlines()[0] == ":::{dropdown} Fast (continued): Some CPU"
    row = f"| thing {accounts.ROWS} | ours | theirs | 3 | 4.00 (3.50 to 5.00) |"
    assert second.splitlines()[-2:] == [row, ":::"]


def test_times_from_scratch_are_those_written_down(section, tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "results", lambda: tmp_path)
    took = {"seconds": 6000, "cpu_seconds": 50, "trained": 3, "device": "Some CPU"}
    times = {"0.1": took, "9.9": took | {"trained": 8}}
    (tmp_path / "from_scratch.json").write_text(json.dumps(times))
    title, *_, row, _ = accounts.from_scratch().data.splitlines()
    assert title.endswith("two runs at a time: Some CPU")
    assert row.replace(NO_BREAK, " ") == "| 0.1 Tiny runs | 3 | 1 h 40 min | 50 s |"


def test_a_setting_that_a_run_changed_is_explained_and_its_seed_is_not(section):
    _, _, *rows = accounts.meanings_table(accounts.recorded()).data.splitlines()
    (meaning,) = [doc for name, _, doc in Palindromes.settings() if name == "length"]
    assert rows == [f"| Palindromes | length | {meaning} | {Palindromes().length} |"]


def test_every_data_file_is_listed_with_its_whole_hash():
    text = accounts.data_table().data
    for name, file in FILES.items():
        (row,) = [line for line in text.splitlines() if f"[{name}]" in line]
        assert file.sha256 in row.replace(" ", "")
        assert file.address in row
        assert file.licence in row


def test_no_record_names_a_folder_of_the_machine_that_made_it():
    files = sorted((provenance.checkout() / "runs").glob("*/*.json"))
    assert files
    for file in files:
        made = json.loads(file.read_text())["provenance"]
        words = [value for value in made.values() if isinstance(value, str)]
        assert not [word for word in words if "/" in word or "\\" in word], file
        assert made.get("data", {}).keys() <= FILES.keys()
