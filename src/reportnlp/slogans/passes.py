"""Slogans in passes over the reports, each of which can be made a part of the reports at a time.

What a pass counts (names, quoted phrases, their uses, types of phrases) adds up over parts; with the sums of all parts
a part gives what it gives as a part of the whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

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
from reportnlp.slogans.hit import Hit, SloganType
from reportnlp.slogans.lexical import find_lexical
from reportnlp.slogans.numerals import find_numerals
from reportnlp.slogans.parallels import find_parallels
from reportnlp.slogans.predicted import CUT, find_predicted
from reportnlp.slogans.predictor import load_model, predict, prepare
from reportnlp.slogans.quotes import find_quoted
from reportnlp.slogans.ranks import find_ranks
from reportnlp.slogans.spread import by_head, known, stressed, uses
from reportnlp.slogans.symbols import find_symbols
from reportnlp.slogans.view import Bare, View, bare_text, views
from reportnlp.tokens import Tokens

__all__ = ["Found", "Phrases", "found_in", "names_in", "phrases_of", "quoted_in", "quotes_in", "seen_in", "uses_in"]

#: Types of which a phrase can be a plain word that is only stressed.
STRESSED = ("brand", "numeral")

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


class Found(NamedTuple):
    """The hits in a view, overlaps and all, and the predictor's logit of each, None if it is very small."""

    hits: list[Hit]
    logits: list[float | None]


def names_in(corpus: Corpus) -> dict[str, str]:
    """Return the tokens that are names of places or companies, with their tags.

    A word that segmentation joined by its suffix somewhere is a name wherever it stands.
    """
    vocabulary = _bare_tokens(corpus)[1].vocabulary
    tagged = zip(vocabulary.types, vocabulary.tags, strict=True)
    return {type_: tag for type_, tag in tagged if tag in ("ns", "nt")}


def seen_in(corpus: Corpus, use_quotes: bool, names: Mapping[str, str] | None = None) -> list[View]:
    """Return the view of each report; `names` are those of all reports, if these are a part of them."""
    bare, tokens = _bare_tokens(corpus)
    if names:
        tagged = zip(tokens.vocabulary.types, tokens.vocabulary.tags, strict=True)
        tags = tuple(tag or names.get(type_, "") for type_, tag in tagged)
        tokens = replace(tokens, vocabulary=replace(tokens.vocabulary, tags=tags))
    return list(views(corpus.reports, bare, tokens, use_quotes))


def quotes_in(seen: Iterable[View]) -> list[list[Hit]]:
    """Return the quoted hits of each view."""
    return [list(find_quoted(view)) for view in seen]


def quoted_in(seen: Sequence[View], quotes: Sequence[Sequence[Hit]]) -> Counter[tuple[str, SloganType, str]]:
    """Return how often each phrase is quoted, by its type and the rule that it met."""
    return Counter(
        (view.text[hit.start : hit.end], hit.type, hit.rule)
        for view, own in zip(seen, quotes, strict=True)
        for hit in own
    )


def uses_in(seen: Iterable[View], phrases: Iterable[str]) -> Counter[str]:
    """Return how often each of some phrases stands anywhere."""
    index = by_head(phrases)
    return Counter(view.text[a:b] for view in seen for a, b in uses(view.text, view.starts, view.edges, index))


def phrases_of(quoted: Mapping[tuple[str, SloganType, str], int], used: Mapping[str, int]) -> Phrases:
    """Return what the quotations and the uses in all reports say of the phrases."""
    every: Counter[str] = Counter()
    good: Counter[tuple[str, SloganType]] = Counter()
    for (phrase, type_, rule), n in quoted.items():
        every[phrase] += n
        if rule == "quotes":
            good[phrase, type_] += n
    return Phrases(known(good, used), stressed(every, used))


def found_in(seen: Sequence[View], quotes: Sequence[Sequence[Hit]], phrases: Phrases) -> Iterator[Found]:
    """Yield what the detectors find in each view."""
    predicted = predict(prepare([view.text for view in seen]), load_model(), CUT)
    index = by_head(phrases.types)
    for view, own, guesses in track(zip(seen, quotes, predicted, strict=True), "slogans", total=len(seen)):
        hits = [*_ruled(view, _spread(view, own, phrases, index)), *find_predicted(view, guesses)]
        logits = guesses.by_span()
        yield Found(hits, [logits.get((hit.start, hit.end)) for hit in hits])


def _spread(
    view: View, own: Sequence[Hit], phrases: Phrases, index: Mapping[str, tuple[list[int], frozenset[str]]]
) -> Iterator[Hit]:
    """Yield the quoted hits, those that are only stressed by this name, and the uses of phrases quoted anywhere."""
    for hit in own:
        plain = hit.type in STRESSED and view.text[hit.start : hit.end] in phrases.plain
        yield hit._replace(rule="stressed") if plain else hit
    here = {(hit.start, hit.end) for hit in own}
    for start, end in uses(view.text, view.starts, view.edges, index):
        if (start, end) not in here:
            yield Hit(start, end, phrases.types[view.text[start:end]], "known")


def _ruled(view: View, quoted: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the quoted hits and those of the rules: none of what was quoted for another reason than to be a slogan."""
    doubtful = set()
    for hit in quoted:
        yield hit
        if hit.rule in DOUBTS and hit.rule != "stressed":
            doubtful.add((hit.start, hit.end))
    for detector in _DETECTORS:
        yield from (hit for hit in detector(view) if (hit.start, hit.end) not in doubtful)


def _bare_tokens(corpus: Corpus) -> tuple[list[Bare], Tokens]:
    """Return the texts without quotation marks, and their tokens."""
    bare = [bare_text(report.text) for report in corpus]
    return bare, segment(Corpus([Report(report.id, text.text) for report, text in zip(corpus, bare, strict=True)]))
