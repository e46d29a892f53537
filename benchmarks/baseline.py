"""The main job as users write it: jieba, TF-IDF, gensim's LDA and Phrases, and a page of tables.

    python benchmarks/baseline.py FOLDER OUT [--passes N]

It is what `main_job.py` measures the library beside, and it is meant to be fair: text files in UTF-8 alone, words by
jieba with a short list of stop words, keywords of each report by TF-IDF, 20 topics of the paragraphs with their shares
by report and their NPMI, phrases of two and more words by normalized mutual information, one HTML page and four CSV
files. It does not keep terms whole, know places and years, tell sections apart, find sentences of a keyword, say how
sure a topic or a keyword is, or find slogans that stand once. `--passes` is gensim's; 1 is its default.
"""

import argparse
import html
from collections import Counter
from itertools import groupby
from pathlib import Path

import jieba
import pandas as pd
from gensim.corpora import Dictionary
from gensim.models import CoherenceModel, LdaModel
from gensim.models.phrases import Phrases
from sklearn.feature_extraction.text import TfidfVectorizer

N_TOPICS, TOP, MOST_PHRASES = 20, 10, 2000
STOPWORDS = frozenset(
    [
        "我们", "以及", "一个", "一批", "一年", "今年", "去年", "其中", "同时", "进一步", "继续", "不断", "全面",
        "推进", "推动", "加强", "加快", "坚持", "实现", "提高", "促进", "完善", "提升", "积极", "大力", "切实",
    ]
)  # fmt: skip


def telling(words: list[str]) -> list[str]:
    """Return the words of two characters or more that are no numbers and no stop words."""
    return [word for word in words if len(word) > 1 and word.isalpha() and word not in STOPWORDS]


def keywords_of(names: list[str], words: list[list[str]]) -> pd.DataFrame:
    """Rank the words of each report by TF-IDF."""
    vectorizer = TfidfVectorizer(analyzer=lambda row: row, sublinear_tf=True)
    weights, terms = vectorizer.fit_transform(words), vectorizer.get_feature_names_out()
    rows = []
    for name, row in zip(names, weights, strict=True):
        dense = row.toarray()[0]
        rows += [(name, terms[k], dense[k]) for k in dense.argsort()[::-1][:TOP]]
    return pd.DataFrame(rows, columns=["report", "term", "tf_idf"])


def topics_of(
    names: list[str], owner: list[int], paragraphs: list[list[str]], passes: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit LDA to the paragraphs; return the topics with their coherence, and their shares by report."""
    dictionary = Dictionary(paragraphs)
    dictionary.filter_extremes(no_below=2, no_above=1.0, keep_n=None)
    bags = [dictionary.doc2bow(words) for words in paragraphs]
    model = LdaModel(bags, N_TOPICS, dictionary, passes=passes, random_state=0)
    coherence = CoherenceModel(model, texts=paragraphs, dictionary=dictionary, coherence="c_npmi", processes=1)
    terms = ["、".join(term for term, _ in model.show_topic(k, TOP)) for k in range(N_TOPICS)]
    topics = pd.DataFrame({"topic": range(N_TOPICS), "terms": terms, "npmi": coherence.get_coherence_per_topic()})
    rows = [
        (names[of], topic, share * sum(n for _, n in bag))
        for of, bag in zip(owner, bags, strict=True)
        for topic, share in model.get_document_topics(bag, minimum_probability=0)
    ]
    shares = pd.DataFrame(rows, columns=["report", "topic", "tokens"]).groupby(["report", "topic"]).sum().reset_index()
    shares["share"] = shares["tokens"] / shares.groupby("report")["tokens"].transform("sum")
    return topics, shares


def phrases_of(lines: list[list[str]]) -> pd.DataFrame:
    """Join words that stand together, three times over, and count what comes out."""
    best: dict[str, float] = {}
    for _ in range(3):
        phrases = Phrases(lines, min_count=2, threshold=0.5, scoring="npmi", delimiter="\x1f")
        best |= phrases.export_phrases()
        lines = [phrases[line] for line in lines]
    counts = Counter(word for line in lines for word in line if "\x1f" in word)
    rows = [(phrase.replace("\x1f", ""), n, best.get(phrase, 0.0)) for phrase, n in counts.most_common(MOST_PHRASES)]
    return pd.DataFrame(rows, columns=["phrase", "n", "npmi"])


def page_of(tables: dict[str, pd.DataFrame]) -> str:
    """Return a page with every table."""
    parts = [f"<h2>{html.escape(name)}</h2>{table.to_html(index=False)}" for name, table in tables.items()]
    return f"<!doctype html><meta charset=utf-8><title>reports</title>{''.join(parts)}"


def main() -> None:
    """Run it on a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--passes", type=int, default=1, help="gensim's passes over the paragraphs (1)")
    given = parser.parse_args()
    files = sorted(given.folder.glob("*.txt"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    names = [file.stem for file in files]
    owner, paragraphs, lines = [], [], []
    for k, text in enumerate(texts):
        for line in filter(str.strip, text.splitlines()):
            owner.append(k)
            cut = jieba.lcut(line)
            paragraphs.append(telling(cut))
            lines += [list(run) for is_word, run in groupby(cut, str.isalnum) if is_word]
    words: list[list[str]] = [[] for _ in names]
    for k, paragraph in zip(owner, paragraphs, strict=True):
        words[k] += paragraph
    tables = {"keywords": keywords_of(names, words), "phrases": phrases_of(lines)}
    tables["topics"], tables["shares"] = topics_of(names, owner, paragraphs, given.passes)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(given.out / f"{name}.csv", index=False, encoding="utf-8-sig")
    (given.out / "report.html").write_text(page_of(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
