"""The same verbs over a corpus that need not fit into memory, on Dask: ``pip install 'reportnlp[scale]'``."""

from reportnlp.scale.count import count
from reportnlp.scale.keyness import keyness
from reportnlp.scale.keywords import keywords
from reportnlp.scale.nouns import PartitionedCorpus, PartitionedMatrix, PartitionedTable, PartitionedTokens
from reportnlp.scale.read import read
from reportnlp.scale.segment import segment
from reportnlp.scale.slogans import slogans
from reportnlp.scale.topics import topics

__all__ = [
    "PartitionedCorpus",
    "PartitionedMatrix",
    "PartitionedTable",
    "PartitionedTokens",
    "count",
    "keyness",
    "keywords",
    "read",
    "segment",
    "slogans",
    "topics",
]
