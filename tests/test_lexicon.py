from collections import Counter
from importlib.resources import files

import pytest

import reportnlp as rn

CATEGORIES = {
    "party", "economy", "agriculture", "city", "livelihood", "ecology", "governance", "reform", "science",
    "culture", "institution", "indicator", "policy", "numeral", "metaphor", "formula",
}  # fmt: skip


def test_shipped_lexicon_has_all_categories():
    sizes = Counter(term.category for term in rn.load_lexicon().terms)
    assert set(sizes) == CATEGORIES
    assert min(sizes.values()) >= 100


def test_a_term_stands_in_one_file_only_and_the_files_are_sorted():
    seen: dict[str, str] = {}
    for file in (files("reportnlp.lexicon") / "data" / "terms").iterdir():
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
        terms = [row[0] for row in rows]
        assert terms == sorted(terms), file.name
        assert all(len(row) == 3 and row[1] == file.name.removesuffix(".tsv") and row[2] for row in rows), file.name
        for term in terms:
            assert seen.setdefault(term, file.name) == file.name


@pytest.mark.parametrize(
    "term",
    ["营商环境", "新质生产力", "低效用地", "老旧小区", "专精特新", "最多跑一次", "人民公社", "四个现代化", "压舱石"],
)
def test_terms_that_every_reader_would_count(term: str):
    assert term in rn.load_lexicon()


def test_stop_word_layers():
    assert rn.load_stopwords() == rn.load_stopwords("function") | rn.load_stopwords("formula")
    assert {"的", "各位代表"} <= rn.load_stopwords()
    assert not rn.load_stopwords() & {"推进", "加强", "营商环境", "改革"}
    assert {"推进", "加强"} <= rn.load_stopwords("verb")
    assert not rn.load_stopwords("function", "verb") & set(rn.load_lexicon().drop(rn.load_stopwords("formula")))


def test_later_terms_win_and_order_does_not_matter():
    one = rn.Lexicon([rn.Term("乙", "x"), rn.Term("甲", "x")])
    two = rn.Lexicon([rn.Term("甲", "x"), rn.Term("乙", "x")])
    assert one.sha256 == two.sha256
    both = one + rn.Lexicon([rn.Term("甲", "y")])
    assert (len(both), both.category("甲"), both.category("丙")) == (2, "y", "")


def test_hash_follows_content():
    assert rn.load_lexicon().drop(["营商环境"]).sha256 != rn.load_lexicon().sha256


@pytest.mark.parametrize("term", ["", "，", "“”", " 甲", "甲\n"])
def test_what_is_no_term(term: str):
    with pytest.raises(rn.LexiconError, match="is no term; it must hold a letter or a digit"):
        rn.Lexicon([rn.Term(term)])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("word\n甲乙\n", "own.tsv: has no column 'term'"),
        ("", "own.tsv: has no column 'term'"),
        ("term\n甲乙\n甲乙\n", "own.tsv, row 3: '甲乙' stands there already"),
        ("term\tcategory\n甲乙\tx\n\ty\n", "own.tsv, row 3: the column 'term' is empty"),
        ("term\n甲乙\n".encode("gb18030"), "own.tsv: is not UTF-8 at byte 5"),
        ("term\n，\n", "own: '，' is no term"),
    ],
)
def test_a_bad_file_is_named_with_row_and_remedy(tmp_path, content: str | bytes, message: str):
    file = tmp_path / "own.tsv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(rn.LexiconError) as error:
        rn.Lexicon.from_file(file)
    assert message in str(error.value)


def test_from_file_reads_quotes_and_marks_as_they_are(tmp_path):
    file = tmp_path / "own.tsv"
    file.write_text('\ufeffterm\tcategory\r\n"甲"乙\tx\r\n丙丁\t\r\n', encoding="utf-8")
    lexicon = rn.Lexicon.from_file(file)
    assert lexicon.table.to_dict("list") == {"term": ['"甲"乙', "丙丁"], "category": ["x", ""], "tag": ["nz", "nz"]}
    assert "own" in lexicon._repr_html_()
