import json
import math
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reportnlp as rn
from conftest import SHARED, needs_shared
from reportnlp.segmentation.automaton import compile_patterns, load_automata
from reportnlp.segmentation.kernels.interning import NO_ID
from reportnlp.segmentation.kernels.numbers import recut
from reportnlp.segmentation.number_forms import SCAN, automata, load_measures, load_number_words
from reportnlp.segmentation.number_tokens import numbers
from reportnlp.segmentation.number_values import Number, number_of

CASES = json.loads((Path(__file__).parent / "cases" / "numbers.json").read_text(encoding="utf-8"))
JOINS = rn.Segmenter(numerals=True)
DIGITS = "零一二三四五六七八九"
HOSTILE = st.text(
    st.sampled_from(
        list(
            "0159０５.．,，%％:：/-—~至到+第百千万亿十一二三五零〇两分之点年月日个元多余几近上数翻番倍GVk米 \n😀\ud800"
        )
    ),
    max_size=25,
)


def cut(text: str) -> list[str]:
    return JOINS.words(text)


@pytest.mark.parametrize(("text", "following", "kind", "value", "unit"), CASES["numbers"], ids=str)
def test_a_number_is_read(text: str, following: str, kind: str, value: object, unit: str):
    assert number_of(text, following) == (kind, tuple(value) if isinstance(value, list) else value, unit)


@pytest.mark.parametrize(("text", "following"), CASES["no_numbers"])
def test_what_is_no_number_is_not_read(text: str, following: str):
    assert number_of(text, following) is None


@pytest.mark.parametrize("words", CASES["cuts"])
def test_numbers_are_tokens(words: str):
    assert "|".join(cut(words.replace("|", ""))) == words


def in_words(n: int) -> str:
    """Write n as it is read aloud."""
    for power, sign in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if n >= power:
            rest = n % power
            gap = "零" if rest and rest < power // 10 else ""
            return in_words(n // power) + sign + (gap + in_words(rest) if rest else "")
    return DIGITS[n]


@given(n=st.integers(10, 10**12 - 1))
def test_words_are_read_back(n: int):
    text = in_words(n)
    assert number_of(text, "个") == ("number", float(n), "个")
    assert number_of("第" + text) == ("ordinal", float(n), "")
    if n < 20:
        assert number_of(text[1:], "个") == ("number", float(n), "个")  # 十五 rather than 一十五


@given(
    n=st.integers(0, 10**9),
    places=st.integers(0, 4),
    wide=st.booleans(),
    power=st.sampled_from(["", "万", "亿", "万亿"]),
)
def test_figures_are_read_back(n: int, places: int, wide: bool, power: str):
    value = Fraction(n, 10**places)
    figures = f"{n // 10**places}" + (f".{n % 10**places:0{places}}" if places else "")
    text = figures.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."}) if wide else figures
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[power]
    assert number_of(text + power, "元") == ("money", float(value * factor), "元")
    assert number_of(f"-{text}%") == ("percent", float(-value), "%")
    assert number_of(f"{text}—{text}{power}", "元") == ("range", (float(value * factor), float(value * factor)), "元")


@given(n=st.integers(0, 10**9))
def test_grouped_figures_are_read_back(n: int):
    assert number_of(f"{n:,}") == ("number", float(n), "")


@given(whole=st.integers(0, 100), digits=st.text(st.sampled_from("0123456789"), min_size=1, max_size=3))
def test_percentages_in_words_are_read_back(whole: int, digits: str):
    text = f"百分之{in_words(whole)}点{digits.translate(str.maketrans('0123456789', DIGITS))}"
    assert number_of(text.replace("分之一十", "分之十")) == ("percent", float(f"{whole}.{digits}"), "%")


@given(date=st.dates())
def test_dates_are_read_back(date):
    if date.year < 1500 or date.year > 2099:
        date = date.replace(year=2000 + date.year % 100, day=min(date.day, 28))
    year = "".join(DIGITS[int(d)] for d in str(date.year))
    month, day = (in_words(n).removeprefix("一") if 10 <= n < 20 else in_words(n) for n in (date.month, date.day))
    forms = [date.isoformat(), f"{date.year}年{date.month}月{date.day}日", f"{year}年{month}月{day}日"]
    assert {number_of(form) for form in forms} == {Number("date", date.isoformat(), "")}
    assert number_of(f"{date.year}年") == number_of(f"{year}年") == ("year", float(date.year), "")


@given(text=HOSTILE, following=st.sampled_from(["", "个", "元", "版"]))
def test_hostile_expressions_have_a_reading_or_none(text: str, following: str):
    number = number_of(text, following)
    end, label = automata()[0].longest(text)
    if end == len(text) and label in (1, 2):
        assert number is not None
    assert (
        number is None
        or number.kind in ("number", "percent", "money", "multiple", "range", "ordinal")
        or number.value is not None
    )


@given(text=HOSTILE)
def test_nothing_is_lost_of_hostile_text(text: str):
    tokens = JOINS.segment([text, "", text])
    for doc in (0, 2):
        assert "".join(tokens.words(doc)) == text
        spans = slice(tokens.indptr[doc], tokens.indptr[doc + 1])
        assert [text[a:b] for a, b in zip(tokens.starts[spans], tokens.ends[spans], strict=True)] == tokens.words(doc)
    assert tokens.words(0) == tokens.words(2)
    assert all(tokens.vocabulary.types)


def test_huge_and_odd_values():
    assert number_of("9" * 100) == ("number", float("9" * 100), "")
    assert number_of("9" * 101) is None
    assert number_of("9" * 90 + "万亿" * 1) == ("number", float("9" * 90 + "0" * 12), "")
    assert math.isnan(number_of("1/0").value)
    assert math.isnan(number_of("9.2∶46.6∶44.2").value)


PATTERNS = ["a", "ab?", "(?:a|bc)*d", "a{2}b{1,3}", "[a-c]+d", "(?:ab?){2,3}c", "(?:a|ab)(?:c|bcd)?", r"\.a", "a+|b*"]


@given(pattern=st.sampled_from(PATTERNS), text=st.text("abcd.", max_size=8))
def test_the_automaton_takes_what_re_takes(pattern: str, text: str):
    ends = [end for end in range(1, len(text) + 1) if re.fullmatch(pattern, text[:end])]
    assert compile_patterns([(1, pattern)]).longest(text)[0] == max(ends, default=0)


@given(text=HOSTILE)
def test_the_scanner_knows_its_patterns_as_re_does(text: str):
    labels = {
        end: min((label for label, pattern in SCAN if re.fullmatch(pattern, text[:end])), default=0)
        for end in range(1, len(text) + 1)
    }
    best = max((end for end, label in labels.items() if label), default=0)
    assert automata()[0].longest(text) == (best, labels.get(best, 0))


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-9], lambda data: data[:99] + b"?" + data[100:]]
)
def test_patterns_are_kept_and_made_anew_when_damaged(tmp_path: Path, monkeypatch, damage):
    monkeypatch.setattr("reportnlp.cache.cache_folder", lambda: tmp_path)
    lists = (((1, "[0-9]+"), (2, "[0-9]+%")), ((3, "个"),))
    made = load_automata(lists)
    [file] = tmp_path.iterdir()
    with monkeypatch.context() as patch:
        patch.setattr("reportnlp.segmentation.automaton.compile_patterns", None)
        kept = load_automata(lists)
    file.write_bytes(damage(file.read_bytes()))
    for found in (made, kept, load_automata(lists)):
        assert [automaton.longest("12%") for automaton in found] == [(3, 2), (0, 0)]


def test_patterns_work_where_nothing_can_be_kept(tmp_path: Path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr("reportnlp.cache.cache_folder", lambda: tmp_path / "file" / "folder")
    assert load_automata((((1, "a+"),),))[0].longest("aab") == (2, 1)


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_tokens_do_not_depend_on_threads_or_chunks(sample: rn.Corpus, monkeypatch, n_threads: int):
    texts = [report.text for report in sample.split("sentence")]
    expected = JOINS.segment(texts, n_threads=1)
    monkeypatch.setattr("reportnlp.segmentation.chunks.CHUNK", 500)
    tokens = rn.Segmenter(numerals=True).segment(texts, n_threads=n_threads)
    assert tokens.vocabulary == expected.vocabulary
    for name in ("ids", "starts", "ends", "indptr"):
        assert getattr(tokens, name).tolist() == getattr(expected, name).tolist()
    assert [tokens.words(doc) for doc in range(len(texts))] == [cut(text) for text in texts]


@pytest.mark.parametrize("text", [b"12", None, 3])
def test_what_is_no_text(text: object):
    with pytest.raises(rn.ArgumentError, match="text: give a str"):
        JOINS.words(text)
    with pytest.raises(rn.ArgumentError, match=r"texts\[1\]: give a str; got (bytes|NoneType|int)"):
        JOINS.segment(["12", text])


def test_a_pattern_outside_the_subset_is_refused():
    with pytest.raises(ValueError, match="cannot read"):
        compile_patterns([(1, "a)b")])


def test_recut_makes_each_span_a_token():
    ids, starts = np.array([7, 8, 9, 10], np.int32), np.array([0, 2, 3, 6], np.int32)
    spans, flags = np.array([[1, 5], [6, 8]], np.int32), np.arange(4, dtype=np.uint16)
    new_ids, new_starts, new_flags = np.zeros(8, np.int32), np.zeros(8, np.int32), np.zeros(8, np.uint16)
    n = recut.py_func(ids, starts, flags, 8, spans, 2, new_ids, new_starts, new_flags)
    # 01|2|345|67 with the spans 1-5 and 6-8 becomes 0|1234|5|67, of which only the last was there before.
    assert (new_starts[:n].tolist(), new_ids[:n].tolist()) == ([0, 1, 5, 6], [NO_ID, NO_ID, NO_ID, 10])
    assert new_flags[3] == 3


@pytest.mark.parametrize("engine", ["fast", "jieba"])
def test_every_engine_joins_alike(engine: str):
    texts = ["投资1.3万亿元，增长百分之二十三点五，", "", "到词林社区3—5年\n，5G-A"]
    tokens = rn.Segmenter(engine=engine, numerals=True).segment(texts)
    assert [tokens.words(doc) for doc in range(3)] == [cut(text) for text in texts]
    assert tokens.vocabulary == JOINS.segment(texts).vocabulary


def test_a_number_ends_with_its_document():
    tokens = JOINS.segment(["增长12", "34亿元", "", "第", "一"])
    assert [tokens.words(doc) for doc in range(5)] == [["增长", "12"], ["34亿", "元"], [], ["第"], ["一"]]


def test_terms_of_the_lexicon_stay_whole():
    own = rn.Segmenter(rn.Lexicon([rn.Term("3个圈层"), rn.Term("三个圈层")]), numerals=True)
    assert own.words("建设3个圈层、三个圈层、3个圈") == [*("建设", "3个圈层", "、", "三个圈层", "、", "3", "个", "圈")]


def test_new_types_are_tagged():
    texts = ["3万亩、PM2.5、5G-A", "12.5%、5G、发展"]
    tokens = JOINS.segment(texts)
    tags = dict(zip(tokens.vocabulary.types, tokens.vocabulary.tags, strict=True))
    expected = {"3万": "m", "亩": "q", "PM2.5": "nz", "5G-A": "nz", "12.5%": "m", "5G": "nz", "发展": "vn", "、": ""}
    assert tags == expected
    # The tag of a type depends on no other text.
    for text in texts:
        alone = JOINS.segment([text]).vocabulary
        assert {type_: tags[type_] for type_ in alone.types} == dict(zip(alone.types, alone.tags, strict=True))


def test_the_table_of_numbers():
    corpus = rn.Corpus(
        [rn.Report("a", "一、投资1.3万亿元，增长23.5个百分点\n2.共三至五年，9月7日[27]（3）"), rn.Report("b", "一")]
    )
    table = numbers(rn.segment(corpus))
    # The text is cleaned on the way in; spans are those of the cleaned one.
    text = corpus[0].text
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert table["text"].tolist() == ["1.3万亿", "23.5", "三至五", "9月7日"]
    assert table["kind"].tolist() == ["money", "number", "range", "date"]
    assert table["value"].tolist()[:3] == [1.3e12, 23.5, 3.0]
    assert (table["high"][2], table["iso"][3], table["unit"].tolist()) == (5.0, "--09-07", ["元", "百分点", "年", ""])
    assert table.dtypes.astype(str).tolist() == [
        "str",
        "int64",
        "int64",
        "str",
        "str",
        "float64",
        "float64",
        "str",
        "str",
    ]


def test_the_table_of_nothing():
    assert len(numbers(JOINS.segment([]))) == 0
    assert len(numbers(JOINS.segment(["", "发展"]))) == 0


def test_data_is_well_formed():
    assert all(measure and row.after in (1, 2, 3) for measure, row in load_measures().items())
    assert load_measures()["年"].opens
    # A word that no dictionary has would never be met.
    assert all(len(word) > 1 for word in load_number_words())


@needs_shared
def test_real_reports_lose_nothing():
    texts = [file.read_bytes().decode() for file in sorted((SHARED / "street_reports").iterdir())]
    joined = JOINS.segment(texts)
    assert ["".join(joined.words(doc)) for doc in range(len(texts))] == texts
    assert len(numbers(joined)) > 250


def test_names_keep_their_tag_where_there_are_more_types_than_fit_at_first(monkeypatch):
    text = "到词林社区，" + "，".join(f"x{k}y" for k in range(40)) + "，到秦塘社区"
    expected = JOINS.segment([text]).vocabulary
    monkeypatch.setattr("reportnlp.segmentation.chunks.MOST_TYPES", 1)
    assert JOINS.segment([text]).vocabulary == expected
    assert expected.tags[expected.id("词林社区")] == expected.tags[expected.id("秦塘社区")] == "ns"
