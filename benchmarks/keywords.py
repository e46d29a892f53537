"""Keywords and comparisons beside their peers: do they say what authors say, how often are they wrong, how fast.

Run ``python benchmarks/keywords.py`` from the checkout; it needs the reports in ``../shared/data``, or in the folder
named as its argument. Peers that are not installed are left out (``pip install -r benchmarks/requirements.txt``).
All programs that are compared take turns in one run, and the median counts. ``--only null power`` runs some parts.
"""

import sys
import tempfile
import types
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jieba
import jieba.analyse
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

import reportnlp as rn
from measuring import Row, installed, medians, run

Ranked = list[list[str]]
Group = dict[str, str | int | list[int]]
LAYERS = ("function", "formula", "verb")
#: What is known to have marked which years: the term, the documents, and its years. Of 杭州 there is one report.
HISTORY: tuple[tuple[str, Group, tuple[int, ...]], ...] = (
    ("疫情", {"level": "national"}, (2020, 2021, 2022, 2023)),
    ("亚运", {"place": "杭州"}, (2024,)),
    ("十四五", {"level": "national"}, tuple(range(2020, 2027))),
    ("十四五", {}, tuple(range(2020, 2027))),
    ("新质生产力", {"level": "national"}, (2024, 2025, 2026)),
    ("新质生产力", {}, (2024, 2025, 2026)),
)
FIRST_USE = {"十四五": 2020, "新质生产力": 2024}


@dataclass(frozen=True)
class Setting:
    """What to measure on, and how often."""

    data: Path
    repeats: int
    draws: int

    @cached_property
    def reports(self) -> rn.Corpus:
        """All reports."""
        return rn.read_corpus(self.data / "reports")

    @cached_property
    def tokens(self) -> rn.Tokens:
        """All their tokens."""
        return rn.segment(self.reports)

    @cached_property
    def paragraphs(self) -> rn.TermMatrix:
        """The words of each paragraph."""
        return rn.count(rn.segment(self.reports.split("paragraph")).drop(rn.load_stopwords()))

    @cached_property
    def abstracts(self) -> tuple[list[str], Ranked]:
        """Scientific abstracts, and the keywords of their authors."""
        lines = (self.data / "gold" / "csl_keywords_dev.tsv").read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines]
        return [row[1] for row in rows], [row[2].split("_") for row in rows]


def authors(setting: Setting) -> Iterator[Row]:
    """Compare the first keywords of each abstract with those of its authors."""
    texts, gold = setting.abstracts
    programs: dict[str, Callable[[list[str]], Ranked]] = {
        "ours (TF-IDF of words and compounds)": ours,
        "ours, words only": lambda texts: ours(texts, compounds=False),
        "jieba TF-IDF": lambda texts: [jieba.analyse.extract_tags(text, topK=10) for text in texts],
        "jieba TextRank": lambda texts: [jieba.analyse.textrank(text, topK=10) for text in texts],
        "raw TF-IDF of jieba's words": raw_tf_idf,
    }
    if installed("yake"):
        programs["yake, on jieba's words"] = by_yake
    if installed("pke_zh"):
        programs |= {f"pke-zh {name}": pke_zh(name) for name in ("TfIdf", "TextRank", "TopicRank", "Yake")}
    for name, program in programs.items():
        found = program(texts)
        f1 = [micro_f1(found, gold, top) for top in (5, 10)]
        target = "0.22 / 0.20" if name.startswith("ours (") else ""
        yield Row(f"authors' keywords, F1@5 / F1@10: {name}", f"{f1[0]:.4f} / {f1[1]:.4f}", target)


def micro_f1(found: Ranked, gold: Ranked, top: int) -> float:
    """Return F1 over all abstracts together; texts are compared without blanks, case and width."""
    pairs = [
        ({folded(term) for term in ranked[:top]}, {folded(term) for term in own})
        for ranked, own in zip(found, gold, strict=True)
    ]
    hits = sum(len(ranked & own) for ranked, own in pairs)
    return 2 * hits / sum(len(ranked) + len(own) for ranked, own in pairs)


def folded(term: str) -> str:
    """Return a term as it is compared."""
    return "".join(unicodedata.normalize("NFKC", term).lower().split())


def ours(texts: list[str], *, compounds: bool = True) -> Ranked:
    """Rank as a user would who wants keywords of short texts."""
    corpus = rn.Corpus([rn.Report(f"{k:05}", text) for k, text in enumerate(texts)])
    tokens = rn.segment(corpus).drop(rn.load_stopwords())
    matrix = rn.count(tokens, min_chars=2, compounds=compounds)
    table = rn.keywords(matrix, sublinear=True, top=10)
    by_text = table.groupby("id")["term"].agg(list)
    return [by_text.get(report.id, []) for report in corpus]


def raw_tf_idf(texts: list[str]) -> Ranked:
    """Rank the words of two letters or more by scikit-learn's TF-IDF."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=lambda text: [word for word in jieba.lcut(text) if len(word) > 1 and word.isalpha()]
    )
    weights = vectorizer.fit_transform(texts)
    terms = vectorizer.get_feature_names_out()
    return [[terms[k] for k in np.argsort(-row.toarray()[0], kind="stable")[:10]] for row in weights]


def by_yake(texts: list[str]) -> Ranked:
    """Rank with yake, which wants blanks between words."""
    import yake

    extractor = yake.KeywordExtractor(lan="zh", n=3, top=10)
    return [[term for term, _ in extractor.extract_keywords(" ".join(jieba.cut(text)))] for text in texts]


def pke_zh(name: str) -> Callable[[list[str]], Ranked]:
    """Return one of pke-zh's rankers; its own that needs a language model is not asked, so nor is that imported."""
    sys.modules.setdefault("text2vec", types.SimpleNamespace(SentenceModel=None))  # type: ignore[arg-type]
    import pke_zh as peers

    ranker = getattr(peers, name)()

    def ranked(text: str) -> list[str]:
        try:
            return [term for term, _ in ranker.extract(text, n_best=10)]
        except (ValueError, ZeroDivisionError, IndexError, KeyError):
            return []  # some rankers fail on texts with few candidates

    return lambda texts: list(map(ranked, texts))


def null(setting: Setting) -> Iterator[Row]:
    """Compare random halves of the paragraphs of one report, where no term is truly more frequent."""
    passed: Counter[tuple[str, int]] = Counter()
    tested: Counter[int] = Counter()
    for matrix in halves(setting):
        for measure in ("log_odds", "g2", "chi2", "welch"):
            table = rn.keyness(matrix, target={"half": 0}, measure=measure)
            for least in (1, 5):
                p = table.loc[table["n_target"] + table["n_reference"] >= least, "p"]
                passed[measure, least] += int((p < 0.001).sum())
                tested[least] += len(p) if measure == "log_odds" else 0
    for measure in ("log_odds", "g2", "chi2", "welch"):
        rates = [passed[measure, least] / tested[least] for least in (1, 5)]
        yield Row(
            f"terms with p < 0.001 among {setting.draws} null draws (of five uses or more), {measure}",
            f"{rates[0]:.5f} ({rates[1]:.5f})",
            "<= 0.001" if measure == "log_odds" else "",
        )


def halves(setting: Setting) -> Iterator[rn.TermMatrix]:
    """Yield matrices of one report each, its paragraphs in random halves."""
    matrix, rng = setting.paragraphs, np.random.default_rng(0)
    of = matrix.docs["report"].to_numpy()
    sizes = pd.Series(of).value_counts()
    long = sorted(sizes.index[sizes >= 40])
    for _ in range(setting.draws):
        rows = rng.permutation(np.flatnonzero(of == long[rng.integers(len(long))]))
        docs = pd.DataFrame({"id": [f"{k:05}" for k in range(len(rows))], "half": np.arange(len(rows)) % 2})
        yield rn.TermMatrix(matrix.counts[rows], matrix.vocabulary, docs)


def power(setting: Setting) -> Iterator[Row]:
    """Thin terms out in one half of the paragraphs of all reports to one of two or four, and see which are found."""
    matrix, rng = setting.paragraphs, np.random.default_rng(1)
    n = np.bincount(matrix.counts.indices, matrix.counts.data, matrix.shape[1])
    docs = pd.DataFrame(
        {"id": [f"{k:06}" for k in range(matrix.shape[0])], "half": rng.permutation(matrix.shape[0]) % 2}
    )
    rows = np.repeat(docs["half"].to_numpy(), np.diff(matrix.counts.indptr))
    for times in (2, 4):
        found = []
        for low in (20, 50, 100, 200):
            near = np.flatnonzero((n >= low * 0.9) & (n <= low * 1.1))
            planted = np.zeros(matrix.shape[1], bool)
            planted[rng.choice(near, min(len(near), 200), replace=False)] = True
            thinned = thin(matrix, docs, planted[matrix.counts.indices] & (rows == 1), 1 / times, rng)
            terms = {matrix.terms[k] for k in np.flatnonzero(planted)}
            shares = []
            for measure in ("log_odds", "g2", "welch"):
                table = rn.keyness(thinned, target={"half": 0}, measure=measure)
                shares.append(((table["p"] < 0.001) & table["term"].isin(terms)).sum() / len(terms))
            found.append(f"{low // 2}: " + " / ".join(f"{share:.2f}" for share in shares))
        yield Row(
            f"terms {times} times as frequent with p < 0.001, by uses in the target; log_odds / g2 / welch",
            ", ".join(found),
            "stated",
        )


def thin(
    matrix: rn.TermMatrix, docs: pd.DataFrame, entries: npt.NDArray[np.bool_], kept: float, rng: np.random.Generator
) -> rn.TermMatrix:
    """Return a matrix of which some entries have lost all but a share of their occurrences, at random."""
    data = matrix.counts.data.copy()
    data[entries] = rng.binomial(data[entries], kept)
    counts = sparse.csr_array((data, matrix.counts.indices, matrix.counts.indptr), shape=matrix.shape)
    return rn.TermMatrix(counts, matrix.vocabulary, docs)


def unlike(setting: Setting) -> Iterator[Row]:
    """Compare few paragraphs with many, by default and as Monroe et al. with a prior of an eighth of all words.

    Nothing to find: a share of the paragraphs of ten reports, at random, against the others. Something to find: terms
    of which the paragraphs outside the share have lost three quarters of the uses, or all.
    """
    matrix, rng = setting.paragraphs, np.random.default_rng(3)
    reports = matrix.docs["report"].to_numpy()
    priors = {"the default": lambda words: None, "an eighth of all words on each side": lambda words: words / 8}
    for share in (0.5, 0.3, 0.1, 0.03, 0.01):
        for name, prior in priors.items():
            passed, tested = np.zeros(2), np.zeros(2)
            for draw in range(setting.draws // 4):
                few = np.random.default_rng(draw)
                rows = few.permutation(np.flatnonzero(np.isin(reports, few.choice(np.unique(reports), 10, False))))
                drawn = divided(matrix, rows, share)
                table = rn.keyness(drawn, target={"half": 0}, prior=prior(drawn.counts.sum()))
                n = (table["n_target"] + table["n_reference"]).to_numpy()
                passed += [((table["p"] < 0.001) & (n >= least)).sum() for least in (1, 5)]
                tested += [(n >= least).sum() for least in (1, 5)]
            whole = divided(matrix, rng.permutation(matrix.shape[0]), share)
            found = [missed(whole, kept, prior, rng) for kept in (1 / 4, 0)]
            rates = passed / tested
            yield Row(
                f"target of {share:.0%} of the paragraphs, prior: {name}; null rate at 0.001 (of five uses or more); "
                "found of terms with 10, 20, 50 uses, four times as frequent / in the target only",
                f"{rates[0]:.5f} ({rates[1]:.5f}); " + " / ".join(found),
                "<= 0.001",
            )


def divided(matrix: rn.TermMatrix, rows: npt.NDArray[np.int64], share: float) -> rn.TermMatrix:
    """Return some rows, the first ones as half 0 and the others as half 1."""
    half = (np.arange(len(rows)) >= share * len(rows)).astype(int)
    docs = pd.DataFrame({"id": [f"{k:06}" for k in range(len(rows))], "half": half})
    return rn.TermMatrix(matrix.counts[rows], matrix.vocabulary, docs)


def missed(matrix: rn.TermMatrix, kept: float, prior: Callable[[float], float | None], rng: np.random.Generator) -> str:
    """Return the shares that are found of terms with some uses in half 0, of which half 1 keeps a share of its uses."""
    other = np.repeat(matrix.docs["half"].to_numpy() == 1, np.diff(matrix.counts.indptr))
    indices, data = matrix.counts.indices, matrix.counts.data
    n = np.bincount(indices[~other], data[~other], matrix.shape[1])
    shares = []
    for uses in (10, 20, 50):
        chosen = (n >= uses * 0.8) & (n <= uses * 1.2)
        chosen[rng.permutation(np.flatnonzero(chosen))[200:]] = False
        thinned = thin(matrix, matrix.docs, chosen[indices] & other, kept, rng)
        table = rn.keyness(thinned, target={"half": 0}, prior=prior(thinned.counts.sum()))
        terms = {matrix.terms[k] for k in np.flatnonzero(chosen)}
        shares.append(((table["p"] < 0.001) & (table["effect"] > 0) & table["term"].isin(terms)).sum() / len(terms))
    return ", ".join(f"{share:.2f}" for share in shares)


def history(setting: Setting) -> Iterator[Row]:
    """See where terms that are known to mark years rank in the keyness of these years, asked as users ask.

    By z, as `keyness` sorts, and by the lower end of the interval.
    """
    matrix = rn.count(setting.tokens.drop(rn.load_stopwords(*LAYERS)))
    for term, where, years in HISTORY:
        among = ", ".join(map(str, where.values())) or "all levels"
        for question, asked in questions(where, years, sorted({*matrix.docs["year"]})).items():
            found = "; ".join(f"{name}: {rank_in(matrix, term, *sides)}" for name, sides in asked.items())
            yield Row(f"rank of {term} by z (by low; uses in target : reference), {question}, {among}", found, "<= 20")
    first = rn.trends(matrix, list(FIRST_USE)).groupby("term")["first"].first()
    yield Row("first use", ", ".join(f"{term} {first[term]}" for term in FIRST_USE), str(FIRST_USE))


def questions(
    where: Group, years: tuple[int, ...], every: list[int]
) -> dict[str, dict[str, tuple[Group, Group | None]]]:
    """Return the comparisons that could be meant, each with a target and a reference for every year asked about."""
    if "place" in where:  # its one report against all others
        return {"against all others": {str(year): ({**where, "year": year}, None) for year in years}}
    earlier = [year for year in every if year < years[0]]

    def against(reference: Callable[[int], list[int]]) -> dict[str, tuple[Group, Group | None]]:
        return {str(year): ({**where, "year": year}, {**where, "year": reference(year)}) for year in years}

    return {
        "all its years against those before": {
            f"{years[0]}–": ({**where, "year": list(years)}, {**where, "year": earlier})
        },
        "each year against those before the first": against(lambda year: earlier),
        "each year against those before it": against(lambda year: [y for y in every if y < year]),
        "each year against all others": against(lambda year: [y for y in every if y != year]),
    }


def rank_in(matrix: rn.TermMatrix, term: str, target: Group, reference: Group | None) -> str:
    """Return the ranks of a term."""
    table = rn.keyness(matrix, target=target, reference=reference)
    row = table[table["term"] == term].iloc[0]
    by_low = int((table["low"] > row["low"]).sum()) + 1
    return f"{row.name + 1} ({by_low}; {row['n_target']} : {row['n_reference']})"


def verbs(setting: Setting) -> Iterator[Row]:
    """Time every verb on all reports, beside segmenting them."""
    reports, tokens = setting.reports, setting.tokens
    words = tokens.drop(rn.load_stopwords())
    matrix = rn.count(words)
    ecology = rn.load_dictionary("ecology")
    programs: dict[str, Callable[[], object]] = {
        "segment": lambda: rn.segment(reports),
        "keywords": lambda: rn.keywords(matrix),
        "keyness": lambda: rn.keyness(matrix, target={"year": 2024}),
        "collocations": lambda: rn.collocations(words),
        "kwic": lambda: rn.kwic(tokens, "营商环境"),
        "trends": lambda: rn.trends(matrix, ["营商环境", "乡村振兴", "疫情"]),
        "attention": lambda: rn.attention(tokens, ecology),
        "similarity": lambda: rn.similarity(matrix, by="year"),
    }
    for program in programs.values():
        program()
    seconds = medians(programs, setting.repeats)
    whole = seconds.pop("segment")
    parts = ", ".join(f"{name} {1000 * each:.0f}" for name, each in seconds.items())
    yield Row(
        "all comparisons over segmenting the reports",
        f"{sum(seconds.values()) / whole:.2f} x ({parts}; segment {1000 * whole:.0f} ms)",
        "<= 1.5 x",
    )


def made(n_docs: int, n_terms: int = 100_000) -> rn.TermMatrix:
    """Return paragraphs of some forty words each, drawn by Zipf's law."""
    rng = np.random.default_rng(2)
    share = 1 / np.arange(1, n_terms + 1)
    sizes = rng.poisson(40, n_docs)
    terms = np.searchsorted(np.cumsum(share / share.sum()), rng.random(int(sizes.sum()))).astype(np.int32)
    terms = np.minimum(terms, n_terms - 1)
    counts = sparse.csr_array((np.ones(len(terms), np.int32), terms, np.append(0, np.cumsum(sizes))), (n_docs, n_terms))
    vocabulary = rn.Vocabulary(tuple(f"词{k:06}" for k in range(n_terms)), ("n",) * n_terms, ("",) * n_terms)
    return rn.TermMatrix(
        counts, vocabulary, pd.DataFrame({"id": np.arange(n_docs).astype(str), "g": np.arange(n_docs) % 2})
    )


def scale(setting: Setting) -> Iterator[Row]:
    """Time keyness on a million paragraphs, and on fewer."""
    sizes = (250_000, 500_000, 1_000_000)
    matrices = [made(size) for size in sizes]
    seconds = medians(
        {
            str(size): lambda m=matrix: rn.keyness(m, target={"g": 0})
            for size, matrix in zip(sizes, matrices, strict=True)
        },
        setting.repeats,
    )
    slope = np.polyfit(np.log(sizes), np.log(list(seconds.values())), 1)[0]
    found = ", ".join(f"{size}: {each:.2f} s" for size, each in seconds.items())
    yield Row("keyness over paragraphs x 100,000 terms", f"{found}; exponent {slope:.2f}", "< 5 s, linear")


def peers(setting: Setting) -> Iterator[Row]:
    """Time keyness, TF-IDF and collocations beside peers, on words that are cut already."""
    tokens = setting.tokens.drop(rn.load_stopwords())
    matrix = rn.count(tokens)
    national = (tokens.docs["level"] == "national").to_numpy()
    words = [tokens.words(k) for k in range(len(tokens.docs))]
    programs: dict[str, Callable[[], object]] = {
        "ours, keyness": lambda: rn.keyness(matrix, target={"level": "national"}, measure="g2"),
        "ours, TF-IDF": lambda: rn.keywords(matrix),
        "scikit-learn, TF-IDF": lambda: sklearn_keywords(matrix),
        "ours, collocations": lambda: rn.collocations(tokens, window=1),
    }
    if installed("nltk"):
        programs["nltk, collocations"] = lambda: nltk_pairs(words)
    if installed("scattertext"):
        programs["scattertext, keyness"] = lambda: by_scattertext(words, national)
    if installed("conc"):
        programs["conc, keyness"] = by_conc(words, national)
    seconds = medians(programs, setting.repeats)
    for name, each in seconds.items():
        program, work = name.split(", ")
        if program != "ours":
            yield Row(
                f"time of {work} on all reports over {program}'s",
                f"{each / seconds[f'ours, {work}']:.1f} x faster",
                ">= 1.5 x",
            )


def sklearn_keywords(matrix: rn.TermMatrix) -> list[npt.NDArray[np.int64]]:
    """Weigh, and rank each report."""
    weights = TfidfTransformer().fit_transform(matrix.counts)
    return [np.argsort(-weights[[k]].toarray()[0], kind="stable")[:10] for k in range(weights.shape[0])]


def nltk_pairs(words: Ranked) -> object:
    """Score neighbours, as its collocation finder does."""
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    finder = BigramCollocationFinder.from_documents(words)
    finder.apply_freq_filter(5)
    return finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)


def by_scattertext(words: Ranked, target: npt.NDArray[np.bool_]) -> object:
    """Build its corpus and score all terms by log-odds with its prior."""
    import scattertext

    frame = pd.DataFrame({"text": [" ".join(row) for row in words], "group": np.where(target, "a", "b")})
    corpus = scattertext.CorpusFromPandas(
        frame, category_col="group", text_col="text", nlp=scattertext.whitespace_nlp
    ).build()
    a, b = (corpus.get_term_freq_df()[f"{group} freq"] for group in "ab")
    return scattertext.LogOddsRatioUninformativeDirichletPrior().get_scores(a, b)


def by_conc(words: Ranked, target: npt.NDArray[np.bool_]) -> Callable[[], object]:
    """Build its two corpora, which is not timed, and return what asks for all keywords."""
    from conc.corpus import Corpus
    from conc.keyness import Keyness
    from spacy import blank
    from spacy.tokens import Doc

    folder = Path(tempfile.mkdtemp())
    # It wants a model of English; the words are cut already, and blanks are enough.
    language = blank("xx")
    language.max_length = 10_000_000
    language.tokenizer = lambda text: Doc(language.vocab, words=text.split())
    Corpus._init_spacy_model = lambda self, *_, **__: setattr(self, "_nlp", language)
    corpora = []
    for name, mask in (("a", target), ("b", ~target)):
        (folder / name).mkdir()
        for k in np.flatnonzero(mask):
            (folder / name / f"{k:04}.txt").write_text(" ".join(words[k]), encoding="utf-8")
        corpus = Corpus(name=name, description=name)
        corpus.build_from_files(source_path=str(folder / name), save_path=str(folder))
        corpora.append(corpus)
    keyness = Keyness(*corpora)
    return lambda: keyness.keywords(page_size=0, exclude_negative_keywords=False)


if __name__ == "__main__":
    run(
        __doc__,
        (authors, null, power, unlike, history, verbs, scale, peers),
        Setting,
        {"repeats": (int, 5, "how often to time it"), "draws": (int, 200, "random halves to compare")},
    )
