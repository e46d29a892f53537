"""segment: the reports of partitions to tokens."""

from typing import Literal

from reportnlp import segmentation
from reportnlp.corpus import Corpus
from reportnlp.lexicon import Lexicon, load_lexicon
from reportnlp.scale.nouns import PartitionedCorpus, PartitionedTokens
from reportnlp.segmentation.segmenter import EngineName
from reportnlp.validate import choice

__all__ = ["segment"]


def segment(
    corpus: PartitionedCorpus,
    lexicon: Lexicon | Literal["government"] | None = "government",
    *,
    hmm: bool = True,
    engine: EngineName = "fast",
    numerals: bool = True,
) -> PartitionedTokens:
    """Cut the reports of partitions into tokens, when they are needed.

    Parameters
    ----------
    corpus : PartitionedCorpus
        Reports, or units of reports.
    lexicon, hmm, engine, numerals
        As for `reportnlp.segment`.

    Returns
    -------
    PartitionedTokens
        The tokens that `reportnlp.segment` gives; nothing is written, for to cut again is faster than to
        read them back.

    Raises
    ------
    ArgumentError
        If a parameter is outside what is allowed.

    Examples
    --------
    >>> import tempfile
    >>> import reportnlp as rn
    >>> corpus = rn.scale.read("corpus/sample", work=tempfile.mkdtemp())
    >>> rn.scale.segment(corpus)
    <PartitionedTokens: n_partitions=1>
    """
    if isinstance(lexicon, str):
        choice("lexicon", lexicon, ["government"])
        lexicon = load_lexicon()
    options = {"hmm": hmm, "engine": engine, "numerals": numerals}
    # What cannot come out whole is said here and once, and what is compiled is in the cache before others ask for it.
    record = segmentation.segment(Corpus(()), lexicon, **options).provenance.steps[-1]  # type: ignore[arg-type]
    said = None if lexicon is None else lexicon.sha256
    recipe = corpus.recipe.then("segment", lexicon=said, **options)
    recipe = type(recipe)(recipe.meta, recipe.steps, lexicon)
    return PartitionedTokens(corpus.parts, corpus.run, recipe, corpus.provenance.then("segment", **record.params))
