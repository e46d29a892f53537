import pandas as pd

from reportnlp.report.keywords import sentences_of
from reportnlp.report.records import grouped, records

TABLE = pd.DataFrame(
    {
        "name": pd.array(["甲", "乙", "甲"], dtype="str"),
        "n": [1, 2, 3],
        "year": pd.array([2024, 2023, 2025], dtype="Int64"),
        "share": [0.5, 0.25, 1.0],
    }
)


def test_records_are_those_of_pandas_in_plain_types():
    oracle = TABLE.to_dict("records")
    assert list(records(TABLE, TABLE.columns.tolist())) == oracle
    assert [type(value) for row in records(TABLE, ["n", "share"]) for value in row.values()] == [int, float] * 3
    assert list(records(TABLE[:0], ["n"])) == []


def test_groups_are_those_of_pandas():
    assert grouped(TABLE, "name") == {name: rows.to_dict("records") for name, rows in TABLE.groupby("name", sort=False)}
    assert grouped(TABLE[:0], "name") == {}


def test_sentences_of_different_reports_come_first_and_each_once():
    # Two hits in the first sentence of a, then two more sentences of it, two of b, one of c.
    places = [("a", 0), ("a", 0), ("a", 10), ("a", 20), ("b", 0), ("b", 10), ("c", 0)]
    hits = pd.DataFrame(
        [(report, at + k, at + k + 1, at, f"{report}{at}345678") for k, (report, at) in enumerate(places)],
        columns=["report", "start", "end", "sentence_start", "sentence"],
    )
    asked = {"all": range(7), "a": [1, 2, 3], "one": [5], "none": []}
    rounds = ["a0", "b0", "c0", "a10", "b10", "a20"]
    for top in (1, 2, 3, 4, 6, 9):
        found = sentences_of(hits, asked, top)
        shown = {key: [x.before + x.hit + x.after for x in sentences] for key, sentences in found.items()}
        assert shown == {
            "all": [f"{place}345678" for place in rounds[:top]],
            "a": [f"{place}345678" for place in ("a0", "a10", "a20")[:top]],
            "one": ["b10345678"],
            "none": [],
        }
    # Of two hits in a sentence the first is marked: that of row 0, and without it that of row 1.
    first, other = (sentences_of(hits, {0: rows}, 1)[0][0] for rows in (range(7), [1, 2]))
    assert (first.before, first.hit, other.before, other.hit) == ("", "a", "a", "0")
    assert sentences_of(hits[:0], {"k": []}, 3) == {"k": ()}
