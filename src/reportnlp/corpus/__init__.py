"""Report, Section and Corpus: texts that know where they come from."""

from reportnlp.corpus.corpus import TEXT, Corpus, Failure
from reportnlp.corpus.report import LEVELS, Level, RawSpan, Report, Section, SectionKind, Unit

__all__ = [
    "LEVELS",
    "TEXT",
    "Corpus",
    "Failure",
    "Level",
    "RawSpan",
    "Report",
    "Section",
    "SectionKind",
    "Unit",
]
