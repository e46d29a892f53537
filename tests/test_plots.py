import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import vl_convert

import reportnlp as rn
from conftest import LIMIT, needs
from reportnlp import plots
from reportnlp.plots import keyness as keyness_plot  # noqa: F401 - the function, not the module

save_module = sys.modules["reportnlp.plots.save_chart"]
keyness_module = sys.modules["reportnlp.plots.keyness"]
glyphs = sys.modules["reportnlp.plots.glyphs"]
spots = sys.modules["reportnlp.spots"]
style = sys.modules["reportnlp.plots.style"]


def svg(chart) -> str:
    spec = chart.to_dict()
    if spec.get("width") == "container":
        spec["width"] = 400
    return vl_convert.vegalite_to_svg(json.dumps(spec))


@pytest.fixture(scope="module")
def matrix(sample_tokens: rn.Tokens) -> rn.TermMatrix:
    return rn.count(sample_tokens.drop(rn.load_stopwords()))


@pytest.fixture(scope="module")
def tables(matrix: rn.TermMatrix, sample_tokens: rn.Tokens) -> dict[str, pd.DataFrame]:
    return {
        "keywords": rn.keywords(matrix, by=["place", "year"], top=5),
        "keyness": rn.keyness(matrix, target={"place": "栖云镇"}),
        "trends": rn.trends(matrix, ["首店", "水库"]),
        "attention": rn.attention(sample_tokens, rn.load_dictionary("ecology")),
        "similarity": rn.similarity(matrix),
    }


def test_lengths(summary: rn.Summary):
    picture = svg(plots.lengths(summary.tables["reports"]))
    assert "各报告的篇幅" in picture
    assert picture.count('aria-roledescription="circle"') == len(summary.corpus)


def test_topic_shares(summary: rn.Summary):
    shares = summary.tables["topic_shares"]
    labels = {topic: f"主题{topic}" for topic in shares["topic"]}
    picture = svg(plots.topic_shares(shares, labels))
    assert all(label in picture for label in labels.values())


def test_slogan_types_add_up(summary: rn.Summary):
    chart = plots.slogan_types(summary.tables["slogans"])
    assert chart.data["n"].sum() == len(summary.tables["slogans"])
    assert "望潮街道-2023" in svg(chart)


def test_keywords(tables: dict[str, pd.DataFrame]):
    few = tables["keywords"].query("place == '栖云镇'")
    picture = svg(plots.keywords(few, top=3))
    assert "关键词 Keywords" in picture
    assert "TF-IDF" in picture
    shown = few.query("rank <= 3")
    assert all(f">{term}<" in picture for term in shown["term"])
    assert "栖云镇 2023" in picture
    n_groups = len(tables["keywords"].groupby(["place", "year"]))
    assert f"前 2 组，共 {n_groups} 组" in svg(plots.keywords(tables["keywords"], most=2))


@pytest.mark.parametrize("method", ["bm25", "log_odds"])
def test_keywords_of_other_methods(matrix: rn.TermMatrix, method: str):
    chart = plots.keywords(rn.keywords(matrix, by="year", method=method))
    assert chart.data[method].notna().all()


def test_keyness(tables: dict[str, pd.DataFrame]):
    table = tables["keyness"]
    chart = plots.keyness(table, labels=12, points=50)
    picture = svg(chart)
    assert picture.count('aria-roledescription="circle"') == 50
    strongest = table.iloc[table["statistic"].abs().argmax()]
    assert f">{strongest['term']}<" in picture
    sides = chart.layer[1].data.set_index("term")["side"]
    for row in table[table["term"].isin(sides.index)].to_dict("records"):
        side = "不显著" if row["q"] > 0.05 else "目标" if row["effect"] > 0 else "参照"
        assert sides[row["term"]].startswith(side)


def test_labels_of_keyness_do_not_overlap():
    # Forty points so near each other that not all can have a label.
    points = [(300 + 9 * (k % 8), 200 + 7 * (k // 8), "高质量发展"[: 2 + k % 4]) for k in range(40)]
    places = list(spots.placed(points, 40, (keyness_module.WIDTH, keyness_module.HEIGHT)))
    assert len(places) == 40
    assert 3 < sum(place >= 0 for place in places) < 40
    boxes = [
        spots.box_of(x, y, term, spots.SPOTS[place])
        for (x, y, term), place in zip(points, places, strict=True)
        if place >= 0
    ]
    for k, a in enumerate(boxes):
        assert 0 <= a[0] < a[2] <= keyness_module.WIDTH
        assert 0 <= a[1] < a[3] <= keyness_module.HEIGHT
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in boxes[:k])


def test_points_without_a_label_are_none_of_its_places():
    assert list(spots.placed([(100, 100, "甲"), (400, 300, "乙")], 1, (760, 460))) == [0, -1]


def test_keyness_of_one_term():
    matrix = rn.count(rn.segment(rn.Corpus([rn.Report("a", "环境环境环境"), rn.Report("b", "环境")])))
    assert "环境" in svg(plots.keyness(rn.keyness(matrix, target={"id": "a"})))


def test_trends(tables: dict[str, pd.DataFrame]):
    chart = plots.trends(tables["trends"])
    p = tables["trends"].groupby("term", sort=False)["p"].first()
    assert chart.data["panel"].unique().tolist() == [
        f"{t}　→ 无趋势 no trend，p = {p[t]:.2f}" for t in ("首店", "水库")
    ]
    assert (chart.data["top"] <= chart.data["high"]).all()
    assert (chart.data["top"] >= chart.data["per_10k"]).all()
    picture = svg(chart)
    assert "每万词次数" in picture
    assert picture.count('aria-roledescription="circle"') == len(tables["trends"])


@pytest.mark.parametrize(("p", "text"), [(0.0004, "p &lt; 0.001"), (0.0042, "p = 0.004"), (0.5, "p = 0.50")])
def test_trends_say_how_sure_they_are(tables: dict[str, pd.DataFrame], p: float, text: str):
    assert text in svg(plots.trends(tables["trends"].assign(p=p, trend="rise")))


def test_trends_over_dates(matrix: rn.TermMatrix):
    docs = matrix.docs.assign(date=[f"2024-{1 + k % 4:02}-01" for k in range(len(matrix.docs))])
    dated = rn.TermMatrix(matrix.counts, matrix.vocabulary, docs)
    assert "2024-03-01" in svg(plots.trends(rn.trends(dated, "水库", by="date")))


def test_attention_in_the_order_of_ranks(tables: dict[str, pd.DataFrame]):
    chart = plots.attention(tables["attention"], top=3)
    table = tables["attention"].sort_values("rank")
    assert chart.data["group"].tolist() == (table["place"] + " " + table["year"].astype("str")).tolist()[:3]
    assert chart.data["value"].tolist() == (1e4 * table["index"]).tolist()[:3]
    picture = svg(chart)
    assert "生态环境关注度" in picture
    assert "每万词的次数" in picture
    assert f"前 3 组，共 {len(table)} 组" in picture


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "factor"),
    [
        ("sentences", "sentences", "占句的百分比", 100),
        ("hits", "paragraphs", "每百段的次数", 100),
        ("sentences", "characters", "每万字的句", 10_000),
    ],
)
def test_attention_over_the_years(sample_tokens: rn.Tokens, numerator: str, denominator: str, unit: str, factor: int):
    dictionary = rn.AttentionDictionary(["水库"], name="水库")
    table = rn.attention(sample_tokens, dictionary, by="year", numerator=numerator, denominator=denominator)
    chart = plots.attention(table)
    assert chart.data["value"].tolist() == (factor * table["index"]).tolist()
    picture = svg(chart)
    assert "水库关注度" in picture
    assert unit in picture


def test_attention_without_a_record(tables: dict[str, pd.DataFrame]):
    table = tables["attention"].copy()
    table.attrs = {}
    assert "每万词的次数" in svg(plots.attention(table))


def test_similarity(tables: dict[str, pd.DataFrame], matrix: rn.TermMatrix):
    picture = svg(plots.similarity(tables["similarity"]))
    assert picture.count('aria-roledescription="rect mark"') == len(matrix.docs) * (len(matrix.docs) - 1)
    assert "望潮街道-2023" in picture
    assert "Jensen–Shannon" in svg(plots.similarity(rn.similarity(matrix, measure="jensen_shannon")))


def test_many_rows_are_drawn_too():
    names = [f"r{k:03}" for k in range(80)]
    table = pd.DataFrame(
        [(a, b, 0.5, 1) for a in names for b in names if a != b], columns=["a", "b", "similarity", "rank"]
    )
    assert len(table) > style.MOST_ROWS
    picture = svg(plots.similarity(table))
    assert picture.count('aria-roledescription="rect mark"') == len(table)
    assert ">r000<" not in picture  # no room for labels


def test_dispersion(sample: rn.Corpus, sample_tokens: rn.Tokens):
    hits = rn.attention_hits(sample_tokens, rn.AttentionDictionary(["水库", "首店"]))
    chart = plots.dispersion(hits, sample.table)
    data = chart.layer[1].data
    for row, hit in zip(data.to_dict("records"), hits.to_dict("records"), strict=True):
        assert row["position"] == hit["start"] / len(sample[hit["report"]].text)
        assert row["hit"] == hit["term"]
    picture = svg(chart)
    assert picture.count('aria-roledescription="tick"') == len(hits)
    assert all(report.id in picture for report in sample)  # those without a hit as well
    alone = plots.dispersion(hits[hits["term"] == "水库"], sample.table)
    assert f"{(hits['term'] == '水库').sum()} 处 hits：水库" in svg(alone)


def test_dispersion_of_hits_that_no_report_has(sample: rn.Corpus, sample_tokens: rn.Tokens):
    hits = rn.attention_hits(sample_tokens, rn.AttentionDictionary(["水库"]))
    with pytest.raises(rn.ArgumentError, match="reports: '栖云镇-2021' is not among them"):
        plots.dispersion(hits, sample.where(place="望潮街道").table)
    with pytest.raises(rn.ArgumentError, match="reports: there is no column 'n_chars'"):
        plots.dispersion(hits, sample.table[["id"]])


@pytest.mark.parametrize("name", ["keywords", "keyness", "trends", "attention", "similarity"])
def test_what_is_no_table_of_the_verb(tables: dict[str, pd.DataFrame], name: str):
    draw = getattr(plots, name)
    with pytest.raises(rn.ArgumentError, match=f"give a table as rn.{name} returns it"):
        draw(pd.DataFrame({"x": [1]}))
    with pytest.raises(rn.ArgumentError, match="table: has no row"):
        draw(tables[name].head(0))
    before = tables[name].copy()
    draw(tables[name])
    pd.testing.assert_frame_equal(tables[name], before)
    assert tables[name].attrs


def test_tables_without_their_numbers(tables: dict[str, pd.DataFrame]):
    with pytest.raises(rn.ArgumentError, match="none of the columns tf_idf, bm25, log_odds"):
        plots.keywords(tables["keywords"].drop(columns="tf_idf"))
    with pytest.raises(rn.ArgumentError, match="no column 'similarity' or 'distance'"):
        plots.similarity(tables["similarity"].drop(columns="similarity"))


def test_charts_do_not_touch_the_table(summary: rn.Summary):
    before = summary.tables["reports"].copy()
    plots.lengths(summary.tables["reports"])
    assert summary.tables["reports"].equals(before)
    assert summary.tables["reports"].attrs


def test_a_missing_column_says_so(summary: rn.Summary):
    with pytest.raises(rn.ArgumentError, match="n_chars"):
        plots.lengths(summary.tables["reports"].drop(columns="n_chars"))


def test_word_cloud(tables: dict[str, pd.DataFrame]):
    table = tables["keywords"]
    chart = plots.word_cloud(table, top=40)
    data = chart.data.set_index("term")
    assert 20 < len(data) <= 40
    heaviest = table.groupby("term")["tf_idf"].max()
    assert data["weight"].to_dict() == heaviest[data.index].to_dict()
    assert data["weight"].max() == heaviest.max()
    # Areas are as the weights, from the largest size down to the smallest.
    first, second = data.sort_values("weight").iloc[[-1, -5]][["size", "weight"]].to_numpy()
    assert (second[0] / first[0]) ** 2 == pytest.approx(second[1] / first[1], abs=0.01)
    boxes = [
        (x - spots.width_of(term, size) / 2, y - size / 2, x + spots.width_of(term, size) / 2, y + size / 2)
        for term, size, x, y in zip(data.index, data["size"], data["x"], data["y"], strict=True)
    ]
    for k, a in enumerate(boxes):
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in boxes[:k])
    assert plots.word_cloud(table, top=40).to_dict() == chart.to_dict()
    assert f">{heaviest.idxmax()}<" in svg(chart)
    with pytest.raises(rn.ArgumentError, match="no row"):
        plots.word_cloud(table.assign(tf_idf=0.0))


def test_saved_pages_need_no_network(tables: dict[str, pd.DataFrame], tmp_path: Path):
    file = tmp_path / "new" / "trends.html"
    rn.save_chart(plots.trends(tables["trends"]), file)
    page = file.read_text("utf-8")
    assert "水库" in page
    assert "default-src 'none'" in page
    # What stands outside the scripts asks for nothing.
    assert "://" not in re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    assert [path.name for path in file.parent.iterdir()] == ["trends.html"]


def test_text_of_a_table_cannot_break_out_of_the_page(tmp_path: Path):
    names = ["</script><b>1", "<!-- <script>2"]
    table = pd.DataFrame({"a": names, "b": names[::-1], "similarity": 0.5, "rank": 1})
    rn.save_chart(plots.similarity(table), tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text("utf-8")
    assert page.count("</script>") == 2
    assert "\\u003cb>1" in page


@needs("fonts")
@pytest.mark.parametrize("suffix", [".html", ".png", ".svg", ".pdf"])
def test_the_same_chart_is_the_same_file(tables: dict[str, pd.DataFrame], tmp_path: Path, suffix: str):
    files = [tmp_path / f"{k}{suffix}" for k in range(2)]
    for file in files:
        rn.save_chart(plots.similarity(tables["similarity"]), file)
    assert files[0].read_bytes() == files[1].read_bytes()


@needs("fonts")
def test_pictures_have_a_width_and_chinese_characters(summary: rn.Summary, tmp_path: Path):
    file = tmp_path / "lengths.png"
    rn.save_chart(plots.lengths(summary.tables["reports"]), file)
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG")
    width = int.from_bytes(data[16:20], "big")  # of the header of a PNG
    assert width > 2 * save_module.WIDTH


@needs("fonts")
def test_an_svg_keeps_its_text(summary: rn.Summary, tmp_path: Path):
    rn.save_chart(plots.lengths(summary.tables["reports"]), tmp_path / "lengths.svg")
    assert "各报告的篇幅" in (tmp_path / "lengths.svg").read_text("utf-8")


@needs("pdf", "fonts")
def test_a_pdf_holds_its_text(summary: rn.Summary, tmp_path: Path):
    import pypdfium2 as pdfium

    rn.save_chart(plots.lengths(summary.tables["reports"]), tmp_path / "lengths.pdf")
    document = pdfium.PdfDocument(tmp_path / "lengths.pdf")
    assert len(document) == 1
    assert "各报告的篇幅" in re.sub(r"\s", "", document[0].get_textpage().get_text_bounded())
    picture = document[0].render(scale=1).to_numpy()
    assert (picture[:40, :400] < 128).any()  # the title stands on top
    document.close()


@needs("pdf", "fonts")
def test_glyphs_are_as_bold_as_they_should_be():
    import pypdfium2 as pdfium

    family = glyphs.family_for("国")
    box = "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'>"
    ink = {}
    for weight in (400, 700):
        text = f"<text x='10' y='80' font-size='72' font-family='{family}' font-weight='{weight}'>国</text></svg>"
        picture = pdfium.PdfDocument(vl_convert.svg_to_pdf(box + text))[0].render(scale=2, grayscale=True).to_numpy()
        ink[weight] = 1 - picture.mean() / 255
    # Strokes of 国 in Regular are about 1/13 of its width: six long ones of about 0.7 of it are a third of its square,
    # which is half of the picture; those of the thinnest instance are a quarter as wide.
    assert 0.08 < ink[400] < ink[700] < 0.3


@needs("fonts")
def test_a_family_serves_every_chart_whose_characters_it_has():
    family = glyphs.family_for("望海镇")
    assert glyphs.family_for("海") == family
    assert glyphs.family_for("望海镇工作报告") != family


def test_an_unknown_suffix(summary: rn.Summary, tmp_path: Path):
    with pytest.raises(
        rn.ArgumentError, match=r"path: 'x.bmp' has no known suffix; use one of .html, .png, .svg, .pdf"
    ):
        rn.save_chart(plots.lengths(summary.tables["reports"]), tmp_path / "x.bmp")


NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{}</dir></fontconfig>"""


@needs("fonts")
@pytest.mark.skipif(sys.platform != "linux", reason="only there can fonts be hidden from a process")
def test_where_no_font_has_chinese_characters_the_extra_is_asked_for(tmp_path: Path):
    (tmp_path / "fonts.conf").write_text(NO_FONTS.format(tmp_path), "utf-8")
    code = (
        "import sys; from reportnlp.plots import glyphs\n"
        "if sys.argv[1] == 'without': sys.modules['manimgx_fonts_cjk'] = None; glyphs.find_spec = lambda name: None\n"
        "try: print(glyphs.family_for('国'))\n"
        "except Exception as error: print(error)\n"
    )
    env = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PATH": "/usr/bin:/bin"}
    said = {
        mode: subprocess.run(
            [sys.executable, "-c", code, mode], env=env, capture_output=True, text=True, check=True, timeout=LIMIT
        ).stdout
        for mode in ("with", "without")
    }
    assert said["with"].startswith("reportnlp-")
    assert "pip install 'reportnlp[fonts]'" in said["without"]


def test_without_the_extra_a_font_of_the_machine_is_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(glyphs, "_font_of_the_extra", lambda: None)
    monkeypatch.setattr(glyphs, "_drawn", str)  # as if every character were drawn in its own way
    glyphs._need_system_glyphs.cache_clear()
    assert glyphs.family_for("国") == style.FONT
    glyphs._need_system_glyphs.cache_clear()


def test_a_variable_font_of_the_machine_cannot_stand_in_a_pdf(summary: rn.Summary, tmp_path: Path, monkeypatch):
    def refuse(*_: object, **__: object) -> bytes:
        raise ValueError("error subsetting a font")

    monkeypatch.setattr(glyphs, "_need_system_glyphs", lambda: None)  # as if the machine had one
    monkeypatch.setattr(save_module.vl_convert, "vegalite_to_pdf", refuse)
    with pytest.raises(rn.ArgumentError, match=r"which a PDF cannot hold; pip install 'reportnlp\[fonts\]'"):
        rn.save_chart(plots.lengths(summary.tables["reports"]), tmp_path / "x.pdf")
    assert not list(tmp_path.iterdir())
