"""Tables of a record: typed columns that come back as they were, or a refusal."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqgraph.errors import InputError
from seqgraph.runs import records, sweeps, tables

from .toy import Toy

CELLS = (st.booleans(), st.integers(), st.floats(), st.text())
COLUMNS = st.integers(1, 5).flatmap(
    lambda rows: st.dictionaries(
        st.text(),
        st.one_of([st.lists(cell, min_size=rows, max_size=rows) for cell in CELLS]),
        min_size=1,
    )
)


@given(COLUMNS)
def test_a_table_comes_back_with_its_types(columns):
    text = json.dumps(tables.encoded("t", columns, records.DIGITS), allow_nan=False)
    back = tables.decoded(json.loads(text))
    assert back.keys() == columns.keys()
    for name, values in columns.items():
        for new, old in zip(back[name], values, strict=True):
            assert type(new) is type(old)
            same = new == old or (math.isnan(new) and math.isnan(old))
            assert same or math.isclose(new, old, rel_tol=5e-7)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"a": [1, 2], "b": [1.0]}, "must have one length"),
        ({"a": []}, "must have one length, at least 1"),
        ({}, "must have one length"),
        ({"a": [1, 2.0]}, "'a' of table 't' must be of one type.*got float, int"),
        ({"a": [None]}, "got NoneType"),
    ],
)
def test_what_is_no_table_is_refused(columns, said):
    with pytest.raises(InputError, match=said):
        tables.encoded("t", columns, records.DIGITS)


def test_a_record_shows_its_table_as_a_data_frame(runs):
    (record,) = sweeps.run([Toy()])
    frame = record.table("weights")
    assert [str(kind) for kind in frame.dtypes] == ["int64", "float64"]
    assert frame["weight"].sum() == pytest.approx(record.metrics["weight"], rel=1e-6)
    with pytest.raises(InputError, match="no table 'size'; it has: weights"):
        record.table("size")
