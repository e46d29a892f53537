"""Slogans in passes over the reports, each of which can be made a part of the reports at a time.

What a pass counts (names, quoted phrases, their uses, types of phrases) adds up over parts; with the sums of all parts
a part gives what it gives as a part of the whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.corpus import Corpus, Report
from reportnlp.progress import track
from reportnlp.segmentation import segment
from reportnlp.slogans.brands import find_brands
from reportnlp.slogans.clauses import find_clauses
from reportnlp.slogans.couplets import find_couplets
from reportnlp.slogans.doubts import DOUBTS
from reportnlp.slogans.fours import find_fours
from reportnlp.slogans.frames import find_frames
from reportnlp.slogans.headings import find_headings
from reportnlp.slogans.hit import PREDICTOR, Found, Hit, SloganType
from reportnlp.slogans.lexical import find_lexical
from reportnlp.slogans.named import narrower
from reportnlp.slogans.numerals import find_numerals
from reportnlp.slogans.parallels import find_parallels
from reportnlp.slogans.pieces import marked
from reportnlp.slogans.predicted import find_predicted, logits_of
from reportnlp.slogans.predictor import prepare
from reportnlp.slogans.ranks import find_ranks
from reportnlp.slogans.spread import known, stressed
from reportnlp.slogans.symbols import find_symbols
from reportnlp.slogans.view import Bare, View, bare_text, view_of
from reportnlp.tokens import Tokens

__all__ = ["Phrases", "found_in", "names_in", "phrases_of", "quoted_in", "seen_in"]

#: Types of which a phrase can be a plain word that is only stressed.
STRESSED = ("brand", "numeral")

_UNTYPED: list[SloganType | Literal[""]] = [""]
_DETECTORS = (
    find_symbols,
    find_numerals,
    find_ranks,
    find_lexical,
    find_couplets,
    find_parallels,
    find_frames,
    find_clauses,
    find_fours,
    find_headings,
    find_brands,
)


class Phrases(NamedTuple):
    """What quotations say of phrases: types of those that mark their uses, and words that were only stressed."""

    types: Mapping[str, SloganType]
    plain: frozenset[str]


def names_in(corpus: Corpus) -> dict[str, str]:
    """Return the tokens that are names of places or companies, with their tags.

    A word that segmentation joined by its suffix somewhere is a name wherever it stands.
    """
    vocabulary = _bare_tokens(corpus)[2].vocabulary
    tagged = zip(vocabulary.types, vocabulary.tags, strict=True)
    return {type_: tag for type_, tag in tagged if tag in ("ns", "nt")}


def seen_in(corpus: Corpus, use_quotes: bool, names: Mapping[str, str] | None = None) -> View:
    """Return the view of reports; `names` are those of all reports, if these are a part of them."""
    bare, first, tokens = _bare_tokens(corpus)
    if names:
        tagged = zip(tokens.vocabulary.types, tokens.vocabulary.tags, strict=True)
        tags = tuple(tag or names.get(type_, "") for type_, tag in tagged)
        tokens = replace(tokens, vocabulary=replace(tokens.vocabulary, tags=tags))
    return view_of(corpus, bare, first, tokens, use_quotes)


def quoted_in(view: View, quotes: Iterable[Hit]) -> Counter[tuple[str, SloganType, str]]:
    """Return how often each phrase is quoted, by its type and the rule that it met."""
    return Counter((view.text[hit.start : hit.end], hit.type, hit.rule) for hit in quotes)


def phrases_of(quoted: Mapping[tuple[str, SloganType, str], int], used: Mapping[str, int]) -> Phrases:
    """Return what the quotations and the uses in all reports say of the phrases."""
    every: Counter[str] = Counter()
    good: Counter[tuple[str, SloganType]] = Counter()
    for (phrase, type_, rule), n in quoted.items():
        every[phrase] += n
        if rule == "quotes":
            good[phrase, type_] += n
    return Phrases(known(good, used), stressed(every, used))


def found_in(
    view: View, quotes: Iterable[Hit], used: Iterable[tuple[int, str]], phrases: Phrases, min_score: float
) -> Found:
    """Return what the detectors find, of what only the predictor sees what may score `min_score`.

    `used` are the `uses` of all that is quoted, or of what of it the types in `phrases` are known.
    """
    hits = list(marked(view, _ruled(view, _spread(view, list(quotes), used, phrases))))
    texts = prepare(
        [view.text[a:b] for a, b in zip(view.first[:-1].tolist(), (view.first[1:] - 1).tolist(), strict=True)]
    )
    start, end = (np.array([hit[k] for hit in hits], np.int64) for k in (0, 1))
    logit = logits_of(view, texts, start, end)
    others = find_predicted(view, texts, min_score)
    types, rules = [hit.type for hit in hits], [hit.rule for hit in hits]
    columns = (np.concatenate(pair) for pair in zip((start, end, logit), others, strict=True))
    start, end, logit = columns
    n = len(others[0])
    return Found(start, end, [*types, *_UNTYPED * n], [*rules, *[PREDICTOR] * n], logit)


def _spread(view: View, own: Sequence[Hit], used: Iterable[tuple[int, str]], phrases: Phrases) -> Iterator[Hit]:
    """Yield the quoted hits, those that are only stressed by this name, and the uses of phrases quoted anywhere."""
    for hit in own:
        plain = hit.type in STRESSED and view.text[hit.start : hit.end] in phrases.plain
        yield hit._replace(rule="stressed") if plain else _narrowed(view, hit)
    here = {(hit.start, hit.end) for hit in own}
    for start, phrase in used:
        if phrase in phrases.types and (start, start + len(phrase)) not in here:
            yield _narrowed(view, Hit(start, start + len(phrase), phrases.types[phrase], "known"))


def _narrowed(view: View, hit: Hit) -> Hit:
    return hit._replace(type=narrower(view, hit.start, hit.end)) if hit.type == "brand" else hit


def _ruled(view: View, quoted: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the quoted hits and those of the rules: none of what was quoted for another reason than to be a slogan."""
    doubtful = set()
    for hit in quoted:
        yield hit
        if hit.rule in DOUBTS and hit.rule != "stressed":
            doubtful.add((hit.start, hit.end))
    for detector in track(_DETECTORS, "slogans"):
        yield from (hit for hit in detector(view) if (hit.start, hit.end) not in doubtful)


def _bare_tokens(corpus: Corpus) -> tuple[Bare, npt.NDArray[np.int64], Tokens]:
    """Return the text of all reports without quotation marks, where each begins in it, and the tokens of each."""
    bare = bare_text("".join(f"{report.text}\n" for report in corpus))
    raw = np.cumsum([0, *(len(report.text) + 1 for report in corpus)])
    first = np.searchsorted(bare.at, raw.astype(bare.at.dtype))  # else all of them would be copied
    spans = zip(corpus, first[:-1].tolist(), (first[1:] - 1).tolist(), strict=True)
    return bare, first, segment(Corpus([Report(report.id, bare.text[a:b]) for report, a, b in spans]))
