"""What is done to the reports of a partition when they are needed: the verbs of the library, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from reportnlp.corpus import Corpus
from reportnlp.lexicon import Lexicon, Term, load_lexicon
from reportnlp.provenance import Step
from reportnlp.scale.reports import load_reports
from reportnlp.scale.stage import Part
from reportnlp.segmentation import segment
from reportnlp.tokens import Tokens

__all__ = ["Recipe"]

#: Lexicons by their SHA-256: a segmenter is kept for one and the same, not for an equal one.
_lexicons: dict[str, Lexicon] = {}


@dataclass(frozen=True)
class Recipe:
    """What is done to the reports of each partition.

    Parameters
    ----------
    meta : tuple of str
        The user's own columns, of all partitions.
    steps : tuple of Step
        Names and parameters.
    lexicon : Lexicon, optional
        The terms that segmentation keeps whole, if it keeps any.
    """

    meta: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    lexicon: Lexicon | None = None

    def __reduce__(self) -> tuple[Callable[..., "Recipe"], tuple[Any, ...]]:
        # Each task takes it along, and entry by entry a lexicon would take longer than the work.
        lexicon = self.lexicon
        if lexicon is None or lexicon.sha256 == load_lexicon().sha256:
            return _rebuilt, (self.meta, self.steps, lexicon and lexicon.sha256, None)
        terms = [(entry.term, entry.category, entry.tag, entry.count) for entry in lexicon.terms]
        packed = terms, lexicon.name, lexicon.version, lexicon.splits
        return _rebuilt, (self.meta, self.steps, lexicon.sha256, packed)

    def then(self, name: str, **params: Any) -> "Recipe":
        """Return this recipe with one more step."""
        return replace(self, steps=(*self.steps, Step(name, params)))

    @property
    def params(self) -> list[list[Any]]:
        """The steps as JSON values."""
        return [[step.name, dict(step.params)] for step in self.steps]

    def corpus(self, part: Part) -> Corpus:
        """Return the reports, or their units, of a partition."""
        corpus = Corpus(load_reports(part, self.meta))
        for step in self.steps:
            if step.name == "split":
                corpus = corpus.split(**step.params)
            elif step.name == "where" and len(corpus):  # nothing meets any condition
                corpus = corpus.where(**step.params)
        return corpus

    def tokens(self, part: Part) -> Tokens:
        """Return the tokens of a partition."""
        corpus = self.corpus(part)
        options = dict(next(step.params for step in self.steps if step.name == "segment"))
        del options["lexicon"]
        # Dask runs the partitions at the same time; threads of one would only be in the way of others.
        tokens = segment(corpus, self.lexicon, n_threads=1, **options)
        for step in self.steps:
            if step.name == "drop":
                tokens = tokens.drop(step.params["types"])
        return tokens


def _rebuilt(meta: tuple[str, ...], steps: tuple[Step, ...], sha256: str | None, packed: Any) -> Recipe:
    """Return a recipe with the lexicon that this process has already, if it has."""
    if sha256 is None:
        return Recipe(meta, steps)
    if sha256 not in _lexicons:
        if packed is None:
            _lexicons[sha256] = load_lexicon()
        else:
            terms, name, version, splits = packed
            _lexicons[sha256] = Lexicon([Term(*entry) for entry in terms], name, version, splits)
    return Recipe(meta, steps, _lexicons[sha256])
