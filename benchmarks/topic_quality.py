"""What is in topics beside their peers: how readable, how stable, how near to themes that people gave."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import normalized_mutual_info_score

import reportnlp as rn
from measuring import Row, spread
from reportnlp.topics.coherence import diversity
from reportnlp.topics.stability import part_of
from topic_models import Setting, quiet

#: How often a peer that starts at random is fitted; the median counts, and the least and the most stand beside it. The
#: targets name tomotopy, and others take long.
SEEDS = {"tomotopy": 5}
#: Draws of five subsamples that stability is judged by, and of sentences.
DRAWS = 10
#: Counts of documents, and the theme of each.
Labelled = tuple[rn.TermMatrix, list[str]]
PEERS = ("tomotopy", "gensim", "sklearn", "nmf")
#: Words of which every report is full; a topic that begins with one says nothing.
GENERIC = frozenset(
    [
        "发展", "建设", "工作", "推进", "加强", "经济", "社会", "全面", "提高", "实现", "加快", "推动", "坚持", "促进",
        "提升", "完善", "深入", "重点", "全市", "我市", "全省",
    ]
)  # fmt: skip


def readable(setting: Setting) -> Iterator[Row]:
    """Compare coherence, diversity and generic words, of the most probable terms and of those that are shown."""
    models = {"ours": [quiet(20, "cvb0")], "ours with a background": [quiet(20, "cvb0", background=True)]}
    models |= {engine: seeded(20, engine) for engine in PEERS}
    for name, of_name in models.items():
        for model in of_name:
            model.fit(setting.matrix)
        for relevance, how in ((1.0, "most probable"), (0.6, "as shown")):
            measured = zip(*(reading(model, relevance, setting.tokens) for model in of_name), strict=True)
            npmi, different, generic, common = (spread([*values]) for values in measured)
            found = (
                f"NPMI {npmi}, diversity {different}, share of topics with a generic word in the top 5 {generic}, "
                f"with the most frequent of them {common}"
            )
            yield Row(f"{name}, {how}", found, "not below tomotopy; <= 0.2" if name == "ours" else "")


def seeded(n_topics: int, engine: str) -> list[rn.TopicModel]:
    """Return a peer's models, one for each seed."""
    return [quiet(n_topics, engine, random_state=seed) for seed in range(SEEDS.get(engine, 1))]


def reading(model: rn.TopicModel, relevance: float, tokens: rn.Tokens) -> tuple[float, float, float, float]:
    """Return mean NPMI, diversity and the share of topics that begin with a generic word, any or one, of ten terms."""
    lists = [part["term"].tolist() for _, part in model.terms(10, relevance=relevance).groupby("topic")]
    marks = np.array([[word in row[:5] for word in sorted(GENERIC)] for row in lists])
    generic, common = marks.any(axis=1).mean(), marks.mean(axis=0).max()
    return float(rn.coherence(lists, tokens)["coherence"].mean()), diversity(lists), float(generic), float(common)


def stable(setting: Setting) -> Iterator[Row]:
    """Compare how much of the top 10 is found again in 90 % subsamples, on provincial reports of 2025.

    One draw of five subsamples says little: eight of them differ by 0.02.
    """
    docs = setting.matrix.docs
    chosen = np.flatnonzero(((docs["level"] == "provincial") & (docs["year"] == 2025)).to_numpy())
    matrix = part_of(setting.matrix, chosen)
    draws = []
    for rng in map(np.random.default_rng, range(DRAWS)):
        rows = [np.sort(rng.choice(len(chosen), round(0.9 * len(chosen)), replace=False)) for _ in range(5)]
        draws.append([part_of(matrix, each) for each in rows])
    models = {"ours": quiet(10, "cvb0"), "ours, start='nmf'": quiet(10, "cvb0", start="nmf")}
    models |= {engine: quiet(10, engine) for engine in PEERS}
    for name, model in models.items():
        probable, shown = np.transpose([agreement(model, samples) for samples in draws])
        yield Row(
            f"stability over five subsamples, {matrix.docs['report'].nunique()} reports, mean of {DRAWS} draws, {name}",
            f"{probable.mean():.3f} of the most probable terms ({probable.min():.3f}–{probable.max():.3f}), "
            f"{shown.mean():.3f} of those shown ({shown.min():.3f}–{shown.max():.3f})",
            ">= 0.88" if name == "ours" else "",
        )


def agreement(model: rn.TopicModel, samples: list[rn.TermMatrix]) -> list[float]:
    """Return the mean overlap of pairs of fits, of the most probable terms and of those that are shown."""
    tops: dict[float, list[list[frozenset[str]]]] = {1.0: [], 0.6: []}
    for sample in samples:
        model.fit(sample)
        for relevance, found in tops.items():
            table = model.terms(10, relevance=relevance)
            found.append([frozenset(part["term"]) for _, part in table.groupby("topic")])
    return [float(np.mean([overlap(a, b) for a, b in combinations(found, 2)])) for found in tops.values()]


def overlap(a: list[frozenset[str]], b: list[frozenset[str]]) -> float:
    """Return the mean share of terms that matched topics have in common."""
    common = np.array([[len(x & y) / len(x) for y in b] for x in a])
    return float(common[linear_sum_assignment(-common)].mean())


#: What a heading must have, and nothing of another theme, for its paragraphs to be of a theme.
HEADINGS = {
    "agriculture": ("农业", "农村", "乡村", "三农", "粮食"),
    "industry": ("工业", "产业", "制造业", "实体经济"),
    "technology": ("科技", "创新驱动", "科教"),
    "ecology": ("生态", "环境保护", "绿色", "污染", "美丽"),
    "opening": ("对外开放", "开放型", "高水平开放", "扩大开放", "外交", "对外"),
    "livelihood": ("民生", "社会保障", "就业", "社会事业", "医疗", "养老"),
    "culture": ("文化", "教育", "文旅", "旅游"),
    "safety": ("安全", "平安", "风险", "社会治理", "稳定"),
    "government": ("政府自身", "自身建设", "法治政府", "廉政", "依法行政", "服务型政府", "政府建设"),
    "city": ("城市", "城镇", "基础设施", "交通"),
    "reform": ("改革", "营商环境", "体制"),
    "investment": ("投资", "内需", "消费", "项目"),
}


def themed(setting: Setting) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return the paragraphs under headings of one theme alone, and their themes."""
    rows, labels = [], []
    for k, unit in enumerate(setting.paragraphs):
        heading = innermost(unit)
        of = [theme for theme, words in HEADINGS.items() if any(word in heading for word in words)]
        if len(of) == 1 and heading not in unit.text:
            rows.append(k)
            labels.append(of[0])
    return np.array(rows, np.int64), labels


def innermost(unit: rn.Report) -> str:
    """Return the deepest heading that a paragraph stands under."""
    heading, sections = "", unit.parent.sections if unit.parent else ()
    while True:
        inside = [s for s in sections if s.start <= unit.start < s.end]
        if not inside:
            return heading
        heading, sections = inside[0].title or heading, inside[0].sections


def counts_of(texts: Sequence[str]) -> rn.TermMatrix:
    """Return the counts of some sentences."""
    words = rn.segment(rn.Corpus([rn.Report(f"{k:04}", text) for k, text in enumerate(texts)]))
    return rn.count(words.drop(rn.load_stopwords("function", "formula", "verb")), min_chars=2, min_docs=2)


def drawn_sentences(setting: Setting, rows: npt.NDArray[np.int64], labels: list[str], n: int) -> Iterator[Labelled]:
    """Draw some times `n` of the paragraphs that have a theme and a long sentence, and such a sentence of each."""
    paragraphs = [rn.Corpus([setting.paragraphs[row]]).split("sentence") for row in rows]
    long = [[sentence.text for sentence in each if len(sentence.text) > 15] for each in paragraphs]
    possible = [k for k, sentences in enumerate(long) if sentences]
    for rng in map(np.random.default_rng, range(DRAWS)):
        chosen = rng.choice(possible, n, replace=False)
        yield counts_of([rng.choice(long[k]) for k in chosen]), [labels[k] for k in chosen]


def themes(setting: Setting) -> Iterator[Row]:
    """Compare how well topics agree with themes that headings, and annotators, give to paragraphs and sentences.

    One fit of a peer that starts at random says little: on sentences ten of tomotopy's differ by 0.05. So does one set
    of 300 sentences: ten sets drawn from the reports stand beside the one that was annotated.
    """
    rows, labels = themed(setting)
    gold = pd.read_csv(setting.data / "gold" / "plan_sentences_topics_dev.tsv", sep="\t", quoting=3)
    plan, headed = counts_of(gold["sentence"].tolist()), f"under headings of {len(set(labels))} themes"
    tasks: dict[str, list[Labelled]] = {
        f"{len(rows)} paragraphs {headed}": [(part_of(setting.matrix, rows), labels)],
        f"{len(gold)} sentences of a plan, {gold['topic'].nunique()} topics": [(plan, gold["topic"].tolist())],
        f"{len(gold)} sentences {headed}, {DRAWS} draws": [*drawn_sentences(setting, rows, labels, len(gold))],
    }
    for task, sets in tasks.items():
        n_topics = len({theme for _, truth in sets for theme in truth})
        models = {
            "ours": [quiet(n_topics, "cvb0")],
            "ours with a background": [quiet(n_topics, "cvb0", background=True)],
            "ours, start='nmf'": [quiet(n_topics, "cvb0", start="nmf")],
        } | {engine: seeded(n_topics, engine) for engine in PEERS}
        for name, of_name in models.items():
            nmi = spread([agreement_with(truth, model, matrix) for matrix, truth in sets for model in of_name])
            yield Row(f"NMI on {task}, {name}", nmi, "above every peer" if name == "ours" else "")


def agreement_with(truth: list[str], model: rn.TopicModel, matrix: rn.TermMatrix) -> float:
    """Return the NMI of themes with the greatest topic of each document that has a term."""
    filled = np.asarray(matrix.counts.sum(axis=1)).ravel() > 0
    topics = model.fit_transform(matrix).argmax(axis=1)
    return float(normalized_mutual_info_score(np.array(truth)[filled], topics[filled]))
