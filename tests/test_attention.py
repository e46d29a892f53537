import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import reportnlp as rn
from conftest import SHARED, needs_shared
from reportnlp.attention.counts import DENOMINATORS, NUMERATORS
from reportnlp.units import paragraph_spans, sentence_spans

OWN = rn.AttentionDictionary(["生态", "生态环境", "环保", "水利", "污染防治"], ["政治生态", "营商环境"], name="own")


def tokens_of(*texts: str, **columns) -> rn.Tokens:
    fields = [{name: values[k] for name, values in columns.items()} for k in range(len(texts))]
    reports = [rn.Report(f"r{k}", text, **fields[k]) for k, text in enumerate(texts)]
    return rn.segment(rn.Corpus(reports))


@pytest.fixture(scope="module")
def ecology() -> rn.AttentionDictionary:
    return rn.load_dictionary("ecology")


def counted(tokens: rn.Tokens, dictionary: rn.AttentionDictionary = OWN) -> list[str]:
    table = rn.attention_hits(tokens, dictionary)
    return table.loc[table["excluded_by"] == "", "term"].tolist()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("打好污染防治攻坚战。", ["污染防治"]),  # inside one token
        ("污水利用。", []),  # cuts across 利用
        ("循环保障。", []),
        ("改善生态环境。", ["生态环境"]),  # the longest, once
        ("净化政治生态。", []),
        ("净化政治生态，改善生态。", ["生态"]),
        ("优化营商环境和生态环境。", ["生态环境"]),
        ("优化政治生态环境。", []),  # overlaps the exclusion
    ],
)
def test_what_counts(text: str, terms: list[str]):
    assert counted(tokens_of(text)) == terms


def test_an_exclusion_inside_a_longer_term_does_not_exclude_it():
    dictionary = rn.AttentionDictionary(["生态", "数字生态文明"], ["数字生态"])
    assert counted(tokens_of("建设数字生态文明，优化数字生态。"), dictionary) == ["数字生态文明"]


def test_exclusions_are_found_however_the_text_was_cut():
    dictionary = rn.AttentionDictionary(["生态"], ["技创新生态"])  # begins within a token
    table = rn.attention_hits(tokens_of("科技创新生态。"), dictionary)
    assert table[["term", "excluded_by"]].values.tolist() == [["生态", "技创新生态"]]


def test_exclusions_that_overlap_each_other_are_all_seen():
    dictionary = rn.AttentionDictionary(["生态"], ["良好政治", "政治生态"])
    assert rn.attention_hits(tokens_of("良好政治生态。"), dictionary)["excluded_by"].tolist() == ["政治生态"]


def test_no_phrase_reaches_over_documents():
    dictionary = rn.AttentionDictionary(["生态"], ["政治生态"])
    assert counted(tokens_of("讲政治", "生态好。"), dictionary) == ["生态"]


def test_no_phrase_reaches_over_what_was_dropped():
    # 政治 ends at 2 in its document, and 生态 begins at 2 in the next one once the marks before it are gone.
    assert counted(tokens_of("政治", "，，生态好").drop(["，"])) == ["生态"]
    assert counted(tokens_of("政治，生态好").drop(["，"])) == ["生态"]


def test_hits_lead_back_to_the_text(sample: rn.Corpus, ecology: rn.AttentionDictionary):
    table = rn.attention_hits(rn.segment(sample.where(place=["望潮街道", "栖云镇"], year=[2023, 2024])), ecology)
    types = ["str", "int64", "int64", "str", "str", "int64", "str"]
    names = ["report", "start", "end", "term", "excluded_by", "sentence_start", "sentence"]
    assert table.dtypes.astype(str).to_dict() == dict(zip(names, types, strict=True))
    assert len(table) == 27
    for row in table.to_dict("records"):
        text = sample[row["report"]].text
        assert text[row["start"] : row["end"]] == row["term"]
        a, b = next(span for span in sentence_spans(text) if span[0] <= row["start"] < span[1])
        assert (row["sentence_start"], row["sentence"]) == (a, text[a:b])
        around = text[max(0, row["start"] - 8) : row["end"] + 8]
        assert row["excluded_by"] in around


def test_hits_of_units_have_the_places_of_the_whole(sample: rn.Corpus, ecology: rn.AttentionDictionary):
    whole = rn.attention_hits(rn.segment(sample), ecology)
    units = rn.attention_hits(rn.segment(sample.split("sentence")), ecology)
    pd.testing.assert_frame_equal(whole, units)


@pytest.mark.parametrize("numerator", NUMERATORS)
@pytest.mark.parametrize("denominator", DENOMINATORS)
def test_index_is_what_can_be_counted_by_hand(sample: rn.Corpus, ecology, numerator: str, denominator: str):
    tokens = rn.segment(sample)
    table = rn.attention(tokens, ecology, by="id", numerator=numerator, denominator=denominator).set_index("id")
    hits = rn.attention_hits(tokens, ecology)
    hits = hits[hits["excluded_by"] == ""]
    spans = {"sentences": sentence_spans, "paragraphs": paragraph_spans}
    matrix = rn.count(tokens)
    for k, report in enumerate(sample):
        starts = hits.loc[hits["report"] == report.id, "start"].tolist()
        units = {name: list(make(report.text)) for name, make in spans.items()}
        with_hit = {name: sum(any(a <= s < b for s in starts) for a, b in units[name]) for name in units}
        n = {"hits": len(starts)} | with_hit
        sizes = {name: len(units[name]) for name in units}
        sizes |= {"tokens": matrix.counts[[k]].sum(), "characters": len(re.sub(r"\s", "", report.text))}
        row = table.loc[report.id]
        assert (row["numerator"], row["denominator"]) == (n[numerator], sizes[denominator])
        assert row["index"] == n[numerator] / sizes[denominator]
        assert (row["low"] < row["index"] or row["index"] == 0) and row["index"] < row["high"]


def test_columns_types_order_and_record(sample: rn.Corpus, ecology: rn.AttentionDictionary):
    table = rn.attention(rn.segment(sample), ecology)
    assert table.columns.tolist() == ["place", "year", "numerator", "denominator", "index", "low", "high", "rank"]
    assert table.dtypes.astype(str).tolist() == ["str", "Int64", "int64", "int64", *["float64"] * 3, "int64"]
    pd.testing.assert_frame_equal(table, table.sort_values(["place", "year"]))
    assert table.sort_values("rank")["index"].is_monotonic_decreasing
    assert sorted(table["rank"]) == list(range(1, len(sample) + 1))
    params = rn.provenance_of(table).steps[-1].params
    assert (params["dictionary"], params["sha256"]) == ("ecology", ecology.sha256)


def test_share_of_sentences_in_one_paragraph_has_the_wilson_interval_of_scipy():
    row = rn.attention(
        tokens_of("生态好。稳增长。惠民生。促改革。"), OWN, by="id", numerator="sentences", denominator="sentences"
    ).iloc[0]
    oracle = stats.binomtest(1, 4).proportion_ci(method="wilson")
    np.testing.assert_allclose([row["low"], row["high"]], [oracle.low, oracle.high], rtol=1e-12)


def test_shares_of_paragraphs_have_the_wilson_interval_of_scipy_but_for_m_minus_1():
    text = "\n".join(["生态好。"] * 3 + ["稳增长。"] * 7)
    row = rn.attention(tokens_of(text), OWN, by="id", numerator="paragraphs", denominator="paragraphs").iloc[0]
    # Ten paragraphs as their own clusters show m / (m − 1) times the binomial variance, as a sample does.
    n, p, z2 = 10 * 9 / 10, 0.3, stats.norm.ppf(0.975) ** 2
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    np.testing.assert_allclose([row["low"], row["high"]], [middle - half, middle + half], rtol=1e-12)


def test_hits_in_one_paragraph_have_the_score_interval_of_a_poisson_rate():
    row = rn.attention(tokens_of("生态，生态，生态，生态，生态好。"), OWN, by="id", denominator="sentences").iloc[0]
    # Five hits in one sentence: the rates r with (5 − r)² = z² r.
    roots = np.roots([1, -(10 + stats.norm.ppf(0.975) ** 2), 25])
    np.testing.assert_allclose([row["low"], row["high"]], sorted(roots), rtol=1e-12)
    assert row["index"] == 5


def test_no_hit_at_all_is_a_result():
    table = rn.attention(tokens_of("稳增长。", "生态好。"), OWN, by="id")
    assert table["index"].tolist() == [0, 0.5]
    assert table["low"][0] == 0 < table["high"][0]
    empty = rn.attention_hits(tokens_of("稳增长。"), OWN)
    assert len(empty) == 0
    assert empty.dtypes.astype(str).tolist() == ["str", "int64", "int64", "str", "str", "int64", "str"]


def test_ties_go_to_the_first_group():
    assert rn.attention(tokens_of("生态好。", "稳增长。", "生态好。"), OWN, by="id")["rank"].tolist() == [1, 3, 2]


def test_groups_without_a_word_are_left_out():
    with pytest.warns(rn.ReportNLPWarning, match="attention: 2 groups have no word"):
        table = rn.attention(tokens_of("生态好。", "", "——"), OWN, by="id")
    assert table["id"].tolist() == ["r0"]
    with pytest.raises(rn.ArgumentError, match="no group has a word"):
        rn.attention(tokens_of("——"), OWN)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "region"}, "by: there is no column 'region'; choose from 'id'"),
        ({"numerator": "words"}, "numerator: 'words' is not allowed; choose from 'hits', 'paragraphs', 'sentences'"),
        ({"denominator": "words"}, "denominator: 'words' is not allowed"),
    ],
)
def test_bad_options(options: dict, message: str):
    with pytest.raises(rn.ArgumentError, match=message):
        rn.attention(tokens_of("生态好。"), OWN, **options)


def test_sensitivity_has_every_definition_and_begins_with_the_default(sample: rn.Corpus, ecology):
    tokens = rn.segment(sample)
    table = rn.attention_sensitivity(tokens, ecology, by=["place", "year"], top=2)
    names = ["without", "exclusions", "numerator", "denominator", "place", "year", "index", "rank", "tau"]
    types = ["str", "bool", "str", "str", "str", "Int64", "float64", "int64", "float64"]
    assert table.dtypes.astype(str).to_dict() == dict(zip(names, types, strict=True))
    assert len(table) == 3 * 2 * 3 * 4 * len(sample)
    default = rn.attention(tokens, ecology)
    pd.testing.assert_frame_equal(
        table.loc[: len(sample) - 1, ["place", "year", "index", "rank"]], default[["place", "year", "index", "rank"]]
    )
    assert table["tau"][0] == pytest.approx(1)


def test_sensitivity_agrees_with_each_definition_asked_for_itself(sample: rn.Corpus, ecology):
    tokens = rn.segment(sample)
    table = rn.attention_sensitivity(tokens, ecology, by="id", top=1)
    default = rn.attention(tokens, ecology, by="id")["index"]
    without = table["without"].unique()[1]
    hits = rn.attention_hits(tokens, ecology)
    assert hits.loc[hits["excluded_by"] == "", "term"].value_counts().max() == (hits["term"] == without).sum()
    for dropped, exclusions in (("", False), (without, True)):
        dictionary = rn.AttentionDictionary(
            [term for term in ecology.terms if term != dropped], ecology.exclusions if exclusions else ()
        )
        mine = table[(table["without"] == dropped) & (table["exclusions"] == exclusions)]
        for numerator in NUMERATORS:
            for denominator in DENOMINATORS:
                rows = mine[(mine["numerator"] == numerator) & (mine["denominator"] == denominator)]
                alone = rn.attention(tokens, dictionary, by="id", numerator=numerator, denominator=denominator)
                assert rows["index"].tolist() == alone["index"].tolist()
                assert rows["rank"].tolist() == alone["rank"].tolist()
                assert set(rows["tau"]) == {stats.kendalltau(alone["index"], default).statistic}


def test_sensitivity_of_the_least_there_can_be():
    table = rn.attention_sensitivity(tokens_of("生态好。"), rn.AttentionDictionary(["生态"]), by="id")
    assert len(table) == 12
    assert table["tau"].tolist() == [0] * 12
    with pytest.raises(rn.ArgumentError, match="top: give a whole number"):
        rn.attention_sensitivity(tokens_of("生态好。"), OWN, by="id", top=0)


@given(
    st.lists(
        st.lists(st.sampled_from(["生态", "环保", "政治生态", "稳增长", "，", "。", "\n"]), max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_invariants(pieces):
    tokens = tokens_of(*("".join(["惠民生", *piece]) for piece in pieces))
    hits = rn.attention_hits(tokens, OWN)
    for numerator in NUMERATORS:
        table = rn.attention(tokens, OWN, by="id", numerator=numerator, denominator="characters")
        assert ((table["low"] >= 0) & (table["low"] <= table["index"]) & (table["index"] <= table["high"])).all()
        assert np.isfinite(table[["low", "high"]]).all(axis=None)
        assert table["numerator"].sum() <= (hits["excluded_by"] == "").sum()
    assert sorted(table["rank"]) == list(range(1, len(table) + 1))


@needs_shared
def test_reports_of_the_state_council_attend_to_ecology_since_2013_more_than_before(ecology: rn.AttentionDictionary):
    files = sorted((SHARED / "reports").glob("national_*"))
    texts = [(int(file.stem.split("_")[2]), file.read_text("utf-8")) for file in files if "_20" in file.stem]
    reports = [rn.Report(str(year), text, place="国务院", year=year) for year, text in texts]
    table = rn.attention(rn.segment(rn.Corpus(reports)), ecology, by="year")
    assert table.loc[table["year"] >= 2013, "index"].median() > table.loc[table["year"] < 2013, "index"].median()
