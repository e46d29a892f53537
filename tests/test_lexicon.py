import operator
import warnings
from collections import Counter
from importlib.resources import files

import jieba
import pytest

import reportnlp as rn

CATEGORIES = {
    "party", "economy", "agriculture", "city", "livelihood", "ecology", "governance", "reform", "science",
    "culture", "institution", "indicator", "policy", "numeral", "metaphor", "formula",
}  # fmt: skip


def test_shipped_lexicon_has_all_categories():
    sizes = Counter(term.category for term in rn.load_lexicon().terms)
    assert set(sizes) == CATEGORIES | {""}  # words that the base dictionary lacks have none
    assert min(sizes.values()) >= 100


def test_a_term_stands_in_one_file_only_and_the_files_are_sorted():
    seen: dict[str, str] = {}
    for file in (files("reportnlp.lexicon") / "data" / "terms").iterdir():
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
        terms = [row[0] for row in rows]
        assert terms == sorted(terms), file.name
        assert all(
            len(row) == 4 and row[1] == file.name.removesuffix(".tsv") and row[2] and row[3].isdigit() for row in rows
        )
        for term in terms:
            assert seen.setdefault(term, file.name) == file.name


@pytest.mark.parametrize("name, tag", [("words", ""), ("places", "ns")])
def test_words_without_a_category_are_sorted_and_none_of_jieba(name: str, tag: str):
    lines = (files("reportnlp.lexicon") / "data" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    known = {term.term for term in rn.load_lexicon().terms if not term.category and term.tag == tag}
    assert [row[0] for row in rows] == sorted(known)
    assert all(len(row) == 2 and len(row[0]) > 1 and row[1].isdigit() for row in rows)
    jieba.dt.check_initialized()
    assert not [row[0] for row in rows if jieba.dt.FREQ.get(row[0])]


def test_splits_are_sorted_and_occur():
    lines = (files("reportnlp.lexicon") / "data" / "splits.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert [row[0] for row in rows] == sorted({row[0] for row in rows}) == list(rn.load_lexicon().splits)
    assert all(len(row) == 2 and row[1].isdigit() for row in rows)


EVERY_PERIOD = [
    "营商环境", "新质生产力", "低效用地", "老旧小区", "专精特新", "最多跑一次", "人民公社", "四个现代化", "压舱石",
    "大跃进", "以粮为纲", "三反五反", "家庭联产承包责任制", "拨乱反正", "三资企业", "抓大放小", "菜篮子工程",
    "下岗再就业", "三个代表", "科学发展观", "社会主义新农村", "供给侧结构性改革", "放管服", "亩均论英雄",
    "未来社区", "共同富裕示范区", "数字经济一号工程升级版", "微网格", "红色物业", "民情直通车", "楼宇经济", "飞地",
    "邻里中心", "三治融合", "三资管理", "两新组织", "网格员", "五水共治", "三会一课", "规上工业增加值",
    "社会消费品零售总额", "固定资产投资方向调节税", "营业税改征增值税", "公开市场操作", "超长期特别国债",
    "国家经济委员会", "中央全面深化改革委员会", "滇中新区", "引汉济渭", "农业八字宪法", "两参一改三结合",
    "厂长负责制", "三提五统", "证照分离改革", "企业产权制度改革", "住宅专项维修资金", "全要素生产率",
]  # fmt: skip


@pytest.mark.parametrize("term", EVERY_PERIOD)
def test_terms_that_every_reader_would_count(term: str):
    assert term in rn.load_lexicon()


FREE = [
    "加快建设", "经济社会发展水平", "农民收入增长", "持续推进", "全面提升",
    "高企", "乡建", "强排", "数改",  # short forms that lie within 提高企业, 城乡建设, 加强排涝, 天数改善
]  # fmt: skip


@pytest.mark.parametrize("phrase", FREE)
def test_free_compositions_are_no_terms(phrase: str):
    assert phrase not in rn.load_lexicon()


def test_twenty_thousand_terms_and_the_readme_that_cites_them():
    lexicon = rn.load_lexicon()
    assert len(lexicon) >= 20_000
    readme = (files("reportnlp.lexicon") / "data" / "README.md").read_text(encoding="utf-8")
    assert f"version {lexicon.version}, sha256 {lexicon.sha256[:12]}…" in readme
    assert {name for name in CATEGORIES if f"| `{name}` |" in readme} == CATEGORIES


def test_every_shipped_term_comes_out_whole_and_tags_are_known():
    with warnings.catch_warnings(action="error"):
        rn.Segmenter(rn.load_lexicon())
    tags = {"n", "nz", "nt", "ns", "v", "vn", "j", "l", "i", "t"}
    assert {term.tag for term in rn.load_lexicon().terms if term.category} <= tags
    assert {term.tag for term in rn.load_lexicon().terms if not term.category} == {"", "ns"}  # places


def test_stop_word_layers():
    assert rn.load_stopwords() == rn.load_stopwords("function") | rn.load_stopwords("formula")
    assert {"的", "各位代表"} <= rn.load_stopwords()
    assert not rn.load_stopwords() & {"推进", "加强", "营商环境", "改革"}
    assert {"推进", "加强"} <= rn.load_stopwords("verb")
    terms = {term.term for term in rn.load_lexicon().terms if term.category not in ("", "formula")}
    assert not rn.load_stopwords("function", "verb") & terms


def test_later_terms_win_and_order_does_not_matter():
    one = rn.Lexicon([rn.Term("乙", "x"), rn.Term("甲", "x")])
    two = rn.Lexicon([rn.Term("甲", "x"), rn.Term("乙", "x")])
    assert one.sha256 == two.sha256
    both = one + rn.Lexicon([rn.Term("甲", "y")])
    assert (len(both), both.category("甲"), both.category("丙")) == (2, "y", "")


def test_hash_follows_content():
    lexicon = rn.load_lexicon()
    assert len({lexicon.sha256, lexicon.drop(["营商环境"]).sha256, lexicon.drop(["广泛开展"]).sha256}) == 3


def test_the_later_lexicon_says_what_is_split():
    whole, split = rn.Lexicon([rn.Term("甲乙", "x"), rn.Term("丙丁")]), rn.Lexicon([], splits=["甲乙", "戊己", "戊己"])
    assert split.splits == ("戊己", "甲乙")
    both = whole + split
    assert (list(both), both.splits) == (["丙丁"], ("戊己", "甲乙"))
    back = both + whole
    assert (list(back), back.splits) == (["丙丁", "甲乙"], ("戊己",))
    assert back.drop(["戊己"]).splits == () and back.where("x").splits == ("戊己",)
    assert "n_splits=1" in repr(back)


@pytest.mark.parametrize(
    ("split", "message"),
    [
        ("甲", "own, splits: '甲' is a single character, which cannot be cut; remove it"),
        ("甲乙", "own, splits: '甲乙' is a term too; remove one of the two"),
        ("，。", "own, splits: '，。' is no term"),
        ("甲乙*", r"own, splits: '甲乙\*' is no pattern; write one character and \* behind or before it"),
        (None, "own, splits: .* is no Term with a text"),
    ],
)
def test_what_cannot_be_split(split: str, message: str):
    with pytest.raises(rn.LexiconError, match=message):
        rn.Lexicon([rn.Term("甲乙")], splits=[split])


def test_hash_depends_on_terms_categories_and_tags_only():
    one = rn.Lexicon([rn.Term("甲乙", "x", "n", 3), rn.Term("丙", "x")], name="one", version="1")
    assert one.sha256 == rn.Lexicon([rn.Term("丙", "x"), rn.Term("甲乙", "x", "n")]).sha256
    for other in (rn.Term("甲乙", "y", "n"), rn.Term("甲乙", "x", "v"), rn.Term("甲丁", "x", "n")):
        assert rn.Lexicon([other, rn.Term("丙", "x")]).sha256 != one.sha256


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("", "own: '' is no term; it must hold a letter or a digit"),
        ("，", "'，' is no term; it must hold a letter or a digit"),
        ("“”", "'“”' is no term"),
        (" 甲", r"' 甲' is no term; .* no blank at its ends"),
        ("甲\n", "no blank at its ends"),
        ("甲\t乙", r"'甲\\t乙' is no term; no text can hold '\\t' within a word"),
        ("甲\n乙", r"no text can hold '\\n'"),
        ("甲\u2028乙", r"no text can hold '\\u2028'"),
        ("甲\0乙", r"no text can hold '\\x00'"),
        ("甲\ud800", r"no text can hold '\\ud800'"),
    ],
)
def test_what_is_no_term(term: str, message: str):
    with pytest.raises(rn.LexiconError, match=message):
        rn.Lexicon([rn.Term(term)])


@pytest.mark.parametrize("entry", ["甲乙", rn.Term(None), rn.Term(b"ab"), None])  # type: ignore[arg-type]
def test_what_is_no_entry(entry: object):
    with pytest.raises(rn.LexiconError, match=r"own: .* is no Term with a text; write Term"):
        rn.Lexicon([entry])  # type: ignore[list-item]


def test_characters_of_rare_planes_are_letters_too():
    assert "𠀀𪜀" in rn.Lexicon([rn.Term("𠀀𪜀")])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("word\tx\n甲乙\ty\n", "own.tsv, row 1: the columns are 'word', 'x'; one must be 'term'"),
        ("term,category\n甲乙,x\n", "own.tsv, row 1: the columns are 'term,category'; one must be 'term'"),
        (
            "term\tterm\n甲\t乙\n",
            "own.tsv, row 1: the columns are 'term', 'term'; one must be 'term', none may stand twice",
        ),
        ("", "own.tsv, row 1: the columns are ''; one must be 'term'"),
        ("term\n甲乙\n丙\n甲乙\n", "own.tsv, row 4: '甲乙' stands in row 2 already; remove one of the two"),
        ("term\n甲乙\n\n甲乙 \n", "own.tsv, row 4: '甲乙' stands in row 2 already; remove one of the two"),
        ("term\tcategory\n甲乙\tx\n\ty\n", "own.tsv, row 3: the column 'term' is empty; fill it or remove the row"),
        ("term\n甲\n，。\n", "own.tsv, row 3: '，。' is no term; it must hold a letter or a digit"),
        ("term\n甲\t乙\n", "own.tsv, row 2: 2 values for 1 columns; no value may hold a tab"),
        ("term\n甲\u2028乙\n", "own.tsv, row 2: '甲\\u2028乙' is no term; no text can hold '\\u2028'"),
        ("term\n甲\r乙\n", "own.tsv, row 2: '甲\\r乙' is no term; no text can hold '\\r'"),
        ("term\tcount\n甲\tmany\n", "own.tsv, row 2: the count 'many' is no whole number"),
        ("term\tcount\n甲\t-1\n", "own.tsv, row 2: the count '-1' is no whole number"),
        ("term\n甲乙\n".encode("gb18030"), "own.tsv: is GBK (GB18030), not UTF-8 (byte 5); save it as UTF-8"),
        ("term\n甲乙\n".encode("utf-16"), "own.tsv: is UTF-16, not UTF-8 (byte 0); save it as UTF-8"),
        ("term\n甲乙丙\n".encode()[:-2] + b"\n", "own.tsv: is damaged UTF-8 (byte 11)"),
        (b"term\n\xff\xff\xff\n", "own.tsv: is in an unknown encoding, not UTF-8 (byte 5)"),
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
    text = '\ufeffnote\tterm\tcategory\tcount\r\n?\t"甲"乙\tx\t7\r\n\r\n\t丙 丁\r\n'
    file.write_text(text, encoding="utf-8", newline="")
    lexicon = rn.Lexicon.from_file(str(file))
    table = lexicon.table
    assert table.dtypes.astype(str).to_dict() == {"term": "str", "category": "str", "tag": "str", "count": "Int64"}
    rows = table.astype(object).where(table.notna(), None).values.tolist()
    assert rows == [['"甲"乙', "x", "nz", 7], ["丙 丁", "", "nz", None]]
    assert "own" in lexicon._repr_html_()


def test_a_million_terms(tmp_path):
    terms = [f"词{chr(0x4E00 + k // 1000)}{k % 1000}" for k in range(10**6)]
    file = tmp_path / "big.tsv"
    file.write_text("\n".join(["term", *terms]), encoding="utf-8")
    lexicon = rn.Lexicon.from_file(file)
    assert len(lexicon) == 10**6
    assert list(lexicon) == sorted(terms)


def test_dropping_what_is_not_there_is_said_by_name():
    lexicon = rn.Lexicon([rn.Term("甲乙"), rn.Term("丙丁")], name="own", version="3")
    with pytest.warns(rn.VocabularyWarning, match="drop: the lexicon 'own' does not have 1 of the terms: 戊"):
        left = lexicon.drop(["甲乙", "戊"])
    assert (list(left), left.version) == (["丙丁"], "3")
    assert len(lexicon) == 2


def test_arguments_of_another_kind():
    lexicon = rn.load_lexicon()
    with pytest.raises(rn.ArgumentError, match=r"terms: give a list of terms; got one str \(write \['营商环境'\]\)"):
        lexicon.drop("营商环境")
    with pytest.raises(TypeError, match="unsupported operand"):
        operator.add(lexicon, ["营商环境"])


def test_counts_of_shipped_terms_are_in_the_table():
    table = rn.load_lexicon().table
    assert table["count"].notna().all()
    assert table.set_index("term").loc["营商环境", "count"] > 100
