"""List, or remove, the terms of the government lexicon that are freely put together from words.

    python scripts/prune.py FOLDER               print them, each with its parts and the evidence
    python scripts/prune.py FOLDER --write       take them out of the shipped lists

FOLDER holds reports as ``rn.read_corpus`` reads them. A term is free if it is two words, each with a meaning of
its own that adds up to that of the whole, and neither is bound to the other. In figures: the term is a modifier and a
head, and a head may be two words; one of the two is long enough to be a term by itself, beside the other stand many
different words (`OPEN`), the term is not common (`COMMON`), and of all occurrences of the long one few are in it: the
lower end of the 95 % interval of that share (Wilson 1927) is below `BOUND`. It has to be one of six kinds:

- action: a term before a verb, the noun of a verb or an abstract noun (保障性住房|供给);
- subject: an open modifier before a term that ends in such a word (农村|有机更新), and a person or an office before
  one however often that occurs (政府|自身建设);
- object: a verb before a term that is its object (化解|乡村债务);
- grade: a word for rank, size or age before a term (省级|绿色工厂);
- work: a term before what is done about anything (数字政府|建设), however often that occurs: whoever counts the term
  wants these uses too. Some are names of their own, and stay (生态文明建设);
- head: a term before a general head, however often that occurs (商事制度|改革, 小微企业|贷款). Two annotators apart
  parted 225 occurrences of terms of this kind and its like, and counted 10; those stay (就业优先政策).

A formula is no unit if it is a piece of a clause (`is_fragment`): it begins with a pronoun, an adverb, a preposition or
a conjunction, or ends in 是 or 在 (我们|坚信, 极不|寻常, 比|上年).

Heads that name things (中心, 基金, 学校) make names of classes, which are counted. Never free are names (by tag and
category, by a head such as 战略 or 行动) and indicators.
"""

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from lexicon import COLUMNS, DATA, finder, write_list

import reportnlp as rn
from reportnlp.lexicon.rows import read_rows
from reportnlp.points import points_of
from reportnlp.segmentation.compiled import load_dictionary

#: The least share, at the lower end of its interval, of a long part's occurrences that make a term a unit.
BOUND = 0.25
#: A term that occurs so often, in about one report of ten, is counted by whoever reads them.
COMMON = 20
#: How many different words must stand beside the open part.
OPEN = 8
#: From how many characters on a modifier before a head, and a head behind a modifier, are long.
LONG_MODIFIER, LONG_HEAD = 3, 4
NAME_CATEGORIES = frozenset({"institution", "numeral", "metaphor", "formula", "indicator"})
NAME_TAGS = frozenset({"nz", "nt", "ns", "j", "i"})


def _listed(name: str) -> tuple[str, ...]:
    rows = read_rows(Path(__file__).with_name("prune_words.tsv")).values()
    return tuple(row["term"] for row in rows if row["list"] == name)


#: Heads that make a name of what stands before them.
NAME_HEADS = _listed("name")
#: What the dictionary has for determiners and adverbs, but begins formulas of address, verbs and sayings.
WHOLE = frozenset(_listed("whole"))
#: Persons and offices, before what they do, have or are given.
PERSONS = frozenset(_listed("person"))
GRADES = frozenset(_listed("grade"))
#: Verbs that an object follows in every report.
VERBS = frozenset(_listed("verb"))
#: Abstract nouns, beside the verbs that the dictionary's tags know.
ABSTRACT = _listed("abstract")
#: What is done about anything, and terms that end so and are names.
WORK, FIXED = ("建设", "工作", "治理", "整治", "监管"), frozenset(_listed("fixed"))
#: Heads that any term may stand before.
GENERAL = frozenset((
    "改革", "试点", "改革试点", "供给", "增速", "涨幅", "比重", "状况", "转型", "数字化转型", "动态清零",
    "扩优提质", "提质增效", "止跌回稳", "优质均衡", "平稳健康发展", "发生", "替代", "引领", "赋能", "培育",
    "支付", "压减", "调处", "排查", "利用", "增收", "政策", "评估", "贷款", "资金", "提案", "能级", "高地",
    "数量", "思潮", "职能", "需求", "认证", "保护", "价格", "活动", "项目", "问题", "就业",
))  # fmt: skip


_Test = Callable[[str], bool]


class Parts(NamedTuple):
    """A term as two words, how often it and its long part occur, and why it is free."""

    term: str
    left: str
    right: str
    n: int
    n_long: int
    why: str


class Evidence:
    """What reports say of words: their counts and their neighbours.

    Parameters
    ----------
    corpus : Corpus
    """

    def __init__(self, corpus: rn.Corpus) -> None:
        self._find = finder("\0".join(report.text for report in corpus))
        self._counts: dict[str, int] = {}
        tokens = rn.segment(corpus)
        words, ids = list(tokens.vocabulary.types), tokens.ids.tolist()
        beside = (tokens.ends[:-1] == tokens.starts[1:]).tolist()
        before, behind = defaultdict(set), defaultdict(set)
        for left, right, joined in zip(ids, ids[1:], beside, strict=False):
            if joined and len(words[left]) > 1 and len(words[right]) > 1:
                before[words[right]].add(left)
                behind[words[left]].add(right)
        self.n_before = {word: len(found) for word, found in before.items()}
        self.n_behind = {word: len(found) for word, found in behind.items()}

    def n(self, text: str) -> int:
        """Return how often a string occurs."""
        if text not in self._counts:
            self._counts[text] = len(self._find(text))
        return self._counts[text]

    def is_unit(self, term: str, part: str) -> bool:
        """Tell whether a term is common, or a part stands mostly in it."""
        return self.n(term) >= COMMON or lower_end(self.n(term), self.n(part)) >= BOUND


def lower_end(n: int, total: int) -> float:
    """Return the lower end of the 95 % interval of a share, 0 without any evidence."""
    if not total:
        return 0.0
    z, share = 1.96, n / total
    middle = share + z * z / (2 * total)
    return (middle - z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)) / (1 + z * z / total)


def free_terms(lexicon: rn.Lexicon, evidence: Evidence) -> Iterator[Parts]:
    """Yield the terms that are free, in the order of the lexicon."""
    is_word, is_action = _words(lexicon)
    base = rn.Segmenter(hmm=False)
    for entry in lexicon.terms:
        words = base.words(entry.term) if entry.category == "formula" and entry.tag == "l" else []
        if words and is_fragment(words):
            yield Parts(entry.term, words[0], "".join(words[1:]), evidence.n(entry.term), 0, "fragment")
        term = entry.term
        if entry.category in NAME_CATEGORIES or entry.tag in NAME_TAGS or "+" in term or term in FIXED:
            continue
        if term.endswith(WORK) and term[:-2] in lexicon and len(term) >= LONG_MODIFIER + 2:
            yield Parts(term, term[:-2], term[-2:], evidence.n(term), evidence.n(term[:-2]), "work")
            continue
        if cut := _general(term, lexicon):
            yield Parts(term, term[:cut], term[cut:], evidence.n(term), evidence.n(term[:cut]), "head")
            continue
        for left, right in ((term[:k], term[k:]) for k in range(2, len(term) - 1)):
            why, long = _kind(left, right, evidence, is_word, is_action) if is_word(left) else ("", "")
            if why == "person" or (why and not term.endswith(NAME_HEADS) and not evidence.is_unit(term, long)):
                yield Parts(term, left, right, evidence.n(term), evidence.n(long), why)
                break


def _general(term: str, lexicon: rn.Lexicon) -> int:
    """Return where the general head of a term begins that is another term before it, 0 if there is none."""
    cuts = range(LONG_MODIFIER, len(term) - 1)
    return next((k for k in cuts if term[k:] in GENERAL and term[:k] in lexicon), 0)


def is_fragment(words: Sequence[str]) -> bool:
    """Tell whether words are a piece of a clause by the parts of speech of the first and the last."""
    base = load_dictionary()
    first = base.find(*points_of([words[0]])).tolist()[0]
    tag = base.tag_names[base.tags[first]] if first >= 0 else ""
    return (tag[:1] in ("r", "d", "p", "c") and words[0] not in WHOLE) or words[0] == "让" or words[-1] in ("是", "在")


def _kind(left: str, right: str, evidence: Evidence, is_word: _Test, is_action: _Test) -> tuple[str, str]:
    """Return of which kind a modifier and its head are, nothing if of none, and the long one of the two."""
    acts = is_action(right[-2:]) or right.endswith(ABSTRACT)
    if is_word(right) and len(right) >= LONG_HEAD and evidence.n_behind.get(left, 0) >= OPEN:
        if left in GRADES:
            return "grade", right
        if left in VERBS or (acts and left not in PERSONS):
            return ("object" if left in VERBS else "subject"), right
    # What is no word itself may be two; then the modifier is the longest word that the term begins with.
    first = is_word(right) or not any(is_word(left + right[:k]) for k in range(1, len(right)))
    head = _head(right, is_word)
    if not (head and acts and first):
        return "", ""
    if left in PERSONS and len(right) >= LONG_HEAD:
        return "person", right
    long = LONG_MODIFIER if is_word(right) else LONG_HEAD
    return ("action", left) if len(left) >= long and evidence.n_before.get(head, 0) >= OPEN else ("", "")


def _head(text: str, is_word: _Test) -> str:
    """Return a word, or the second of two words, nothing of another string."""
    cuts = (k for k in range(2, len(text) - 1) if is_word(text[:k]) and is_word(text[k:]))
    return text if is_word(text) else text[next(cuts, len(text)) :]


def _words(lexicon: rn.Lexicon) -> tuple[_Test, _Test]:
    """Return what tells whether a string is a word, and whether it is a verb or the noun of one."""
    base, splits = load_dictionary(), frozenset(lexicon.splits)
    terms = frozenset(lexicon)
    parts = sorted({term[a:b] for term in terms for a in range(len(term)) for b in range(a + 2, len(term) + 1)})
    numbers = base.find(*points_of(parts)).tolist()
    tags = {part: base.tag_names[base.tags[number]] for part, number in zip(parts, numbers, strict=True) if number >= 0}
    return (
        lambda text: (text in terms or text in tags or text in ABSTRACT) and text not in splits,
        lambda text: tags.get(text, "").startswith("v"),
    )


def remove(terms: frozenset[str]) -> None:
    """Take terms out of the shipped lists."""
    for file in sorted((DATA / "terms").glob("*.tsv")):
        rows = [row for row in read_rows(file).values() if row["term"] not in terms]
        write_list(file, COLUMNS, rows)


def main(arguments: list[str]) -> None:
    """Parse the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="reports as text files")
    parser.add_argument("--write", action="store_true", help="take the terms out of the shipped lists")
    options = parser.parse_args(arguments)
    found = list(free_terms(rn.load_lexicon(), Evidence(rn.read_corpus(options.folder))))
    sys.stdout.write(pd.DataFrame(found, columns=Parts._fields).to_csv(sep="\t", index=False))
    if options.write:
        remove(frozenset(parts.term for parts in found))


if __name__ == "__main__":
    main(sys.argv[1:])
