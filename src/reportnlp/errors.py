"""Every error and warning that this library raises on purpose.

::

    ReportNLPError
    ├── ArgumentError (ValueError)      a parameter is outside what is allowed
    ├── ReadError                       a file cannot become a report
    ├── LexiconError (ValueError)       a row of a word list is unusable
    └── StorageError                    a saved object is damaged, or newer than this version

    ReportNLPWarning (UserWarning)
    ├── CacheWarning                    nothing can be kept for the next process, which will be slower
    ├── ReadWarning                     some files were left out; each is named
    ├── TopicWarning                    a topic model says what its documents cannot support
    └── VocabularyWarning               some terms can never match; each is named

Every message is one sentence that says what was wrong, where, what is allowed and how to mend it.
"""

__all__ = [
    "ArgumentError",
    "CacheWarning",
    "LexiconError",
    "ReadError",
    "ReadWarning",
    "ReportNLPError",
    "ReportNLPWarning",
    "StorageError",
    "TopicWarning",
    "VocabularyWarning",
]


class ReportNLPError(Exception):
    """Base of every error of this library.

    Examples
    --------
    >>> import reportnlp as rn
    >>> try:
    ...     rn.load_stopwords("verbs")
    ... except rn.ReportNLPError as error:
    ...     print(error)
    layers: 'verbs' is not allowed; choose from 'formula', 'function', 'verb'
    """


class ArgumentError(ReportNLPError, ValueError):
    """A parameter is outside what is allowed."""


class ReadError(ReportNLPError):
    """A file cannot become a report.

    Parameters
    ----------
    file : str
        Name of the file, as the user gave it or relative to the folder that was read.
    reason : str
        What is wrong and how to mend it.
    """

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason

    def __reduce__(self) -> tuple[type["ReadError"], tuple[str, str]]:
        return type(self), (self.file, self.reason)


class LexiconError(ReportNLPError, ValueError):
    """A row of a word list is unusable."""


class StorageError(ReportNLPError):
    """A saved object is damaged, or was written by a newer version."""


class ReportNLPWarning(UserWarning):
    """Base of every warning of this library.

    Examples
    --------
    >>> import warnings
    >>> import reportnlp as rn
    >>> warnings.simplefilter("error", rn.ReportNLPWarning)  # in a strict script
    >>> warnings.resetwarnings()
    """


class CacheWarning(ReportNLPWarning):
    """Nothing can be kept for the next process, which will be slower."""


class ReadWarning(ReportNLPWarning):
    """Some files were left out; each is named."""


class TopicWarning(ReportNLPWarning):
    """A topic model says what its documents cannot support."""


class VocabularyWarning(ReportNLPWarning):
    """Some terms can never match; each is named."""
