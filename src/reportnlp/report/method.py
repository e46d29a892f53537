"""The view Method: what was done, in words and as a record, and every table to take along."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportnlp.provenance import provenance_of
from reportnlp.report.names import TABLES, Name
from reportnlp.summary import Summary
from reportnlp.tables import csv_bytes

__all__ = ["Method", "method_of"]

#: Largest table in the page in cells, and in bytes of CSV, and most of all of them together; larger ones are named.
MOST_CELLS, LARGEST, MOST_BYTES = 150_000, 1_200_000, 3_000_000
#: Sources that the page lists.
MOST_SOURCES = 500


@dataclass(frozen=True, slots=True)
class Download:
    """A table to take along; `url` is empty for one that is not in the page."""

    file: str
    name: Name
    n_rows: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """A verb with its parameters, and the tables that it made."""

    name: str
    params: str
    tables: str


@dataclass(frozen=True, slots=True)
class Method:
    """All that the view shows."""

    paragraph: Name
    versions: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    sources: tuple[tuple[str, str], ...]
    n_sources: int
    downloads: tuple[Download, ...]


def method_of(summary: Summary) -> Method:
    """Collect the view."""
    record = summary.provenance
    shown = [(source.id, source.sha256) for source in record.sources[:MOST_SOURCES]]
    return Method(
        paragraph=_paragraph(summary),
        versions=tuple(record.to_dict()["versions"].items()),
        steps=tuple(_steps(summary.tables)),
        sources=tuple(shown),
        n_sources=len(record.sources),
        downloads=tuple(_downloads(summary.tables)),
    )


def _downloads(tables: Mapping[str, pd.DataFrame]) -> Iterator[Download]:
    left = MOST_BYTES
    for file, table in tables.items():
        # A large one is not written only to learn that it is too large.
        data = csv_bytes(table) if table.size <= MOST_CELLS and _least(table) <= LARGEST else b""
        fits = 0 < len(data) <= min(LARGEST, left)
        left -= len(data) * fits
        url = f"data:text/csv;base64,{base64.b64encode(data).decode()}" if fits else ""
        yield Download(f"{file}.csv", TABLES.get(file, Name(file, file)), f"{len(table):,}", url)
    # The one table that depends on the names of the files stays out of the page.
    yield Download("files.csv", TABLES["files"], "", "")


def _least(table: pd.DataFrame) -> int:
    """Return how many bytes of CSV a table has at least: a byte for each character of its text."""
    texts = (column for _, column in table.items() if isinstance(column.dtype, pd.StringDtype))
    return sum(int(column.str.len().sum()) for column in texts)


def _steps(tables: Mapping[str, pd.DataFrame]) -> Iterator[Step]:
    """Yield every step once, in the order in which the tables come to it."""
    users: dict[tuple[str, str], list[str]] = {}
    for name, table in tables.items():
        for step in provenance_of(table).steps:
            params = json.dumps(dict(step.params), ensure_ascii=False, sort_keys=True)
            users.setdefault((step.name, params), []).append(name)
    for (name, params), names in users.items():
        yield Step(name, params, "、".join(dict.fromkeys(names)) if len(names) < len(tables) else "*")


def _paragraph(summary: Summary) -> Name:
    """Write the section 数据与方法 of a paper."""
    parts = [_of_data(summary), _of_words(summary)]
    for name, write in (
        ("keywords", _of_keywords),
        ("topics", _of_topics),
        ("slogans", _of_slogans),
        ("templates", _of_templates),
    ):
        if name in summary.tables:
            parts.append(write(summary))
    return Name("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _of_data(summary: Summary) -> Name:
    reports, cleaning = summary.tables["reports"], summary.tables["cleaning"]
    years = reports["year"].dropna()
    n, places, chars = len(reports), reports["place"].nunique(), int(reports["n_chars"].sum())
    edits, failures = int(cleaning["n_edits"].sum()), len(summary.corpus.failures)
    zh = f"数据为 {n:,} 份政府工作报告，涉及 {places:,} 个地方"
    en = f"The data are {n:,} government work reports of {places:,} places"
    if len(years):
        zh += f"、{years.min()}–{years.max()} 年"
        en += f", {years.min()}–{years.max()}"
    zh += f"，共 {chars:,} 字；清理时作了 {edits:,} 处改动，每一处都可还原"
    en += f", {chars:,} characters; cleaning made {edits:,} edits, each of which can be undone"
    if failures:
        zh += f"；另有 {failures:,} 个文件未能读取"
        en += f"; {failures:,} further files could not be read"
    return Name(zh + "。", en + ".")


def _of_words(summary: Summary) -> Name:
    record = summary.provenance.to_dict()["versions"]
    n = int(summary.matrix.counts.sum())
    return Name(
        f"文本用 reportnlp {record['reportnlp']} 分词（jieba {record['jieba']} 的词典与算法，加政务词典）；"
        f"计入两个字以上的词，去掉虚词、套话和泛用动词，共 {n:,} 词次、{summary.matrix.shape[1]:,} 个词。",
        f"Words were segmented with reportnlp {record['reportnlp']} (dictionary and algorithm of jieba "
        f"{record['jieba']}, with a government lexicon); words of two characters or more were counted, without "
        f"function words, formulas and generic verbs: {n:,} occurrences of {summary.matrix.shape[1]:,} words.",
    )


def _of_keywords(_: Summary) -> Name:
    return Name(
        "关键词按 TF-IDF 排序（tf 取 1 + ln n，以全部报告的段落为文档）；离散度为 Gries（2008）的 DP；"
        "显著性为带信息先验的对数优势比（依 Monroe、Colaresi 和 Quinn 2008），附 95% 区间。",
        "Keywords are ranked by TF-IDF (tf as 1 + ln n, the paragraphs of all reports as documents); dispersion is "
        "Gries' DP (2008); keyness is the log-odds ratio with an informative Dirichlet prior (after Monroe, Colaresi "
        "and Quinn 2008) with its 95% interval.",
    )


def _of_topics(summary: Summary) -> Name:
    steps = {step.name: step.params for step in provenance_of(summary.tables["topics"]).steps}
    model, stability = steps["TopicModel"], _of_stability(steps.get("TopicModel.stability"))
    return Name(
        f"主题模型为 LDA（CVB0，Asuncion 等 2009），以段落为文档，{model['n_topics']} 个主题，"
        f"另有一个背景主题吸收各处通用的词，不计入占比；{stability.zh}"
        "一致性为 NPMI（Bouma 2009）；占比的区间由段落的自助法得出。",
        f"The topic model is LDA (CVB0, Asuncion et al. 2009) of paragraphs with {model['n_topics']} topics, "
        f"beside a background topic for the words that are everybody's, which no share counts; {stability.en}"
        "coherence is NPMI (Bouma 2009); the intervals of shares come from a bootstrap of the paragraphs.",
    )


def _of_stability(params: Mapping[str, Any] | None) -> Name:
    if params is None:
        return Name("未检验主题是否稳定；", "the stability of topics was not measured; ")
    n_samples, _ = params["n"]
    return Name(
        f"稳定性为在 {n_samples} 个 {params['fraction']:.0%} 子样本上重拟合后，主题前 {params['top']} 个词"
        "再次出现的平均比例；",
        f"stability is the mean share of a topic's first {params['top']} terms found again "
        f"in fits of {n_samples} subsamples of {params['fraction']:.0%}; ",
    )


def _of_slogans(summary: Summary) -> Name:
    params: Mapping[str, Any] = provenance_of(summary.tables["slogans"]).steps[-1].params
    n = len(summary.tables["slogans"])
    return Name(
        f"提法按引号、词典和句式规则识别，取得分不低于 {params['min_score']:g} 的 {n:,} 处。",
        f"Slogans were found by quotation marks, the lexicon and rules of form; the {n:,} places with a score of "
        f"{params['min_score']:g} or more are kept.",
    )


def _of_templates(summary: Summary) -> Name:
    table = summary.tables["templates"]
    n, members = table["template"].nunique(), len(table)
    return Name(
        f"模板由句子逐字比对（Needleman 和 Wunsch 1970）归并而成，共 {n:,} 个、{members:,} 处。",
        f"Templates are groups of clauses that were aligned character by character (Needleman and Wunsch 1970): "
        f"{n:,} of {members:,} places.",
    )
