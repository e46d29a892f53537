"""TopicModel: a scikit-learn estimator that knows its terms, where it stands and what it does not know."""

import warnings
from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any, Literal, Self, get_args

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from reportnlp.errors import ArgumentError, TopicWarning
from reportnlp.matrix import TermMatrix
from reportnlp.provenance import Provenance
from reportnlp.topics.counts import Counts, Matrix, plain_counts
from reportnlp.topics.cvb0 import Fitted, infer, word_topic
from reportnlp.topics.engines import ENGINES, Engine, Task, gensim_model
from reportnlp.topics.judging import Judging
from reportnlp.topics.priors import Priors, priors_of
from reportnlp.topics.reading import Reading
from reportnlp.topics.saving import Saving
from reportnlp.topics.seeds import seed_weights
from reportnlp.topics.start import Start
from reportnlp.topics.statistics import tokens_of_topics
from reportnlp.topics.stream import Stream
from reportnlp.topics.support import check_support
from reportnlp.topics.terms import aligned, check_terms
from reportnlp.validate import choice, flag, integer, number

__all__ = ["TopicModel", "topics_again"]

Doubles = npt.NDArray[np.float64]


class TopicModel(Reading, Judging, Saving, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Latent Dirichlet allocation, topics ordered by how much of the text they make up.

    Parameters
    ----------
    n_topics : int, default 10
        Number of topics; `select_n_topics` helps to choose it.
    engine : {"cvb0", "nmf", "gensim", "sklearn", "tomotopy"}, default "cvb0"
        What fits the model. ``"nmf"`` (TF-IDF, NNDSVDa) is instant, and the most readable for fewer
        than 500 paragraphs. The last three are there to repeat a paper's model: gensim with the
        documents shuffled by the seed and 10 passes, scikit-learn's batch algorithm, tomotopy's Gibbs
        sampling, each in one thread.
    start : {"lexicon", "nmf", "anchor", "random"}, default "lexicon"
        Where ``"cvb0"`` starts: the themes of the lexicon (economy, livelihood, ecology, …), which are
        the same whichever documents are at hand, and for further topics, or without a lexicon,
        ``"nmf"``; non-negative factorization of TF-IDF; anchor words; or chance. All but the last are
        the same for every seed, and the topics are free to move from there.
    alpha : float, sequence of float, "learn" or None, default None
        Weight of each topic in a document; None is 1 / `n_topics`, but not less than 0.02. A
        sequence has one weight a topic, named topics first.
    eta : float or "learn", default 0.01
        Weight of each term in a topic.
    seeds : mapping of str to sequence of str, optional
        Named topics and terms that belong to them, for ``"cvb0"``. The other topics are free.
    background : bool, default False
        Whether a further topic that every document has takes the words that are everybody's; it is in
        no table (``"cvb0"``). Recommended for topics that are read, as those of `summarize` are.
    random_state : int, RandomState or None, default 0
        Seed of chance where there is any.
    max_iter : int, default 200
        Most passes over the documents.
    tol : float, default 4e-3
        Fitting ends when the bound rises by less than this part of it in 10 passes. Later passes fit the
        documents at hand rather than new ones, and other subsamples of them then lead elsewhere.
    n_threads : int, optional
        Threads; all processors by default. The result is the same for any number.

    Attributes
    ----------
    components_ : ndarray of float64, shape (n_topics, n_terms)
        Probability of each term in each topic; rows sum to 1.
    doc_topic_ : ndarray of float64, shape (n_docs, n_topics)
        Share of each topic in each document of the fit; rows sum to 1, or are zero for a document
        without a term.
    prevalence_ : ndarray of float64, shape (n_topics,)
        Share of each topic in all tokens, descending.
    background_ : ndarray of float64, shape (n_docs,)
        Share of the background in each document, only with `background`.
    names_ : tuple of str
        Name of each topic in `seeds`, empty for a free one.
    alpha_ : ndarray of float64, shape (n_topics,)
        Weights of the topics in a document, learned or given.
    eta_ : float
        Weight of a term in a topic, learned or given.
    bound_ : float
        Log-likelihood a token of the fit, natural logarithm.
    n_iter_ : int
        Passes made.
    converged_ : bool
        Whether they were enough.
    terms_ : tuple of str
        The terms, if it was fitted on a `TermMatrix`.

    Warns
    -----
    ConvergenceWarning
        If `max_iter` passes were not enough, or Ctrl-C ended them; the model so far is usable.
    TopicWarning
        If documents or terms are empty, all alike, or too few for so many topics.

    Notes
    -----
    The engine is CVB0 (Asuncion et al. 2009). It computes with float32 in an order that depends on
    the data alone: threads, the order of documents, and versions of Python, NumPy and SciPy change no bit.

    It starts from the lexicon because that predicts documents held out no worse than other starts, agrees most with
    themes of headings, and is found again most often in subsamples; terms go a little better together with ``"nmf"``,
    whose factors that no theme matches are the further topics (``benchmarks/topics.py`` prints the figures).

    Words that every report is full of stand in many topics: nothing else can take them. `terms` ranks them down;
    ``background=True`` takes them out, for topics that are read: their terms go together better and overlap less.
    It predicts worse, and what topics do share is taken from them: it is no default, and K is compared without it.

    After 10 passes, and once more after 20 if that changed anything, topics that add little give way to parts of
    those that are two in one (in the manner of Ueda et al. 2000), but for named ones and those of a theme.

    At the end a pass leaves no occurrence out, as `transform` does: topics then share fewer of their first terms,
    and more of these are found again in subsamples.

    From 64 topics on, nine passes of ten go through the active topics alone (Neal and Hinton 1998); with fewer, a
    pass moves the words 1.8 times as far as it finds (Salakhutdinov and Roweis 2003).

    Paragraphs make better documents than whole reports: a report has every topic, and what occurs
    together in one tells nothing. Of a paragraph under 10 words the topic is a guess: merge such
    paragraphs with their neighbours, ``corpus.split("paragraph", min_chars=30)``.

    Examples
    --------
    >>> import reportnlp as rn
    >>> paragraphs = rn.read_corpus("corpus/sample").split("paragraph", min_chars=30)
    >>> matrix = rn.count(rn.segment(paragraphs).drop(rn.load_stopwords()), min_docs=2)
    >>> model = rn.TopicModel(n_topics=3).fit(matrix)
    >>> model.components_.shape[0], model.terms(top=5).shape
    (3, (15, 5))
    """

    _stream: Stream | None
    _topics: Doubles
    _weights: Doubles
    eta_: float
    n_iter_: int
    _whole = True  # whether counts must be whole numbers; the checks of scikit-learn come with others

    def __init__(
        self,
        n_topics: int = 10,
        *,
        engine: Engine = "cvb0",
        start: Start = "lexicon",
        alpha: float | Sequence[float] | Literal["learn"] | None = None,
        eta: float | Literal["learn"] = 0.01,
        seeds: Mapping[str, Sequence[str]] | None = None,
        background: bool = False,
        random_state: int | np.random.RandomState | None = 0,
        max_iter: int = 200,
        tol: float = 4e-3,
        n_threads: int | None = None,
    ) -> None:
        self.n_topics = n_topics
        self.engine = engine
        self.start = start
        self.alpha = alpha
        self.eta = eta
        self.seeds = seeds
        self.background = background
        self.random_state = random_state
        self.max_iter = max_iter
        self.tol = tol
        self.n_threads = n_threads

    def fit(self, X: Matrix, y: object = None) -> Self:
        """Fit the model to counts.

        Parameters
        ----------
        X : TermMatrix, or array or sparse matrix of shape (n_docs, n_terms)
            Counts.
        y : None
            Ignored.

        Raises
        ------
        ArgumentError
            If there are fewer documents with a term than topics, a count is negative or no whole
            number, or a seed is none of the terms.
        """
        self._check_parameters()
        plain = self._validated(X, reset=True)
        counts = Counts.of(plain)
        check_support(plain, counts, self.n_topics)
        names, fitted = self._found(X, counts, seed := self._seed())
        self._learn(counts, fitted, names)
        self._document(X, plain, counts)
        params = {**self.get_params(), "random_state": seed}
        params.pop("n_threads", None)  # it changes nothing
        self._provenance = (X.provenance if isinstance(X, TermMatrix) else Provenance()).then("TopicModel", **params)
        self._interrupted = fitted.interrupted
        if short := fitted.shortcoming(self.max_iter):
            warnings.warn(f"TopicModel: {short}", ConvergenceWarning, stacklevel=2)
        return self

    def partial_fit(self, X: Matrix, y: object = None) -> Self:
        """Improve the model by one batch of documents of a stream (stochastic CVB0: Foulds et al. 2013).

        Parameters
        ----------
        X : TermMatrix, or array or sparse matrix of shape (n_docs, n_terms)
            Counts, with the same terms in every batch.
        y : None
            Ignored.

        Notes
        -----
        Without an earlier fit the first batch is fitted whole; else the stream goes on from there.
        `doc_topic_` and `shares` are those of the latest batch, and topics keep their places.
        """
        if not hasattr(self, "components_"):
            return self.fit(X)
        plain = self._validated(X, reset=False)
        self._check_terms_of(X)
        counts = Counts.of(plain)
        if len(counts) and self._shares_of is not None:
            raise ArgumentError("partial_fit: the engine 'nmf' cannot learn from a stream; use 'cvb0'")
        if len(counts):
            stream, priors = self._as_stream()
            self._topics = stream.update(counts, priors, self.n_threads)
            self.components_ = self._topics[: self.n_topics]
        self._document(X, plain, counts)
        self.n_iter_ += 1
        return self

    def _as_stream(self) -> tuple[Stream, Priors]:
        """Return the stream that a fitted model goes on with, and its priors."""
        if self._stream is None:
            self._stream = Stream(self._topics * self._tokens_of_topics[:, None])
        return self._stream, Priors(self._weights, self.eta_)

    def _follow(self, topics: Doubles, X: TermMatrix) -> None:
        """Take the topics that a stream over partitions came to, and see the documents of the fit by them."""
        self._topics, self.components_ = topics, topics[: self.n_topics]
        self._document(X, X.counts, Counts.of(X.counts))

    def transform(self, X: Matrix, *, align: bool = False) -> Doubles:
        """Return the share of each topic in each document.

        Parameters
        ----------
        X : TermMatrix, or array or sparse matrix of shape (n_docs, n_terms)
            Counts.
        align : bool, default False
            Whether terms are looked up by name in a `TermMatrix` with other terms; those that the fit
            had none of are left out.

        Returns
        -------
        ndarray of float64, shape (n_docs, n_topics)
            Rows sum to 1, or are zero for a document without a term.

        Raises
        ------
        ArgumentError
            If the terms are not those of the fit.
        """
        check_is_fitted(self)
        if flag("align", align):
            self._check_terms()
            X = aligned(X, self._vocabulary)
        self._check_terms_of(X)
        return self._infer(Counts.of(self._validated(X, reset=False), ordered=False))[0]

    def to_gensim(self) -> Any:
        """Return the model as a ``gensim.models.LdaModel``, with its dictionary as ``id2word``.

        Raises
        ------
        ArgumentError
            If gensim is not installed: it comes with the extra ``topics``.
        """
        self._check_terms()
        return gensim_model(self.components_, self.alpha_, self.eta_, self.terms_, self._tokens_of_topics)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = []
        return tags

    @property
    def _n_features_out(self) -> int:
        return len(self.components_)

    def _check_parameters(self) -> None:
        integer("n_topics", self.n_topics)
        flag("background", self.background)
        if isinstance(self.random_state, Integral):
            integer("random_state", self.random_state, minimum=0, maximum=2**32 - 1)
        elif not (self.random_state is None or isinstance(self.random_state, np.random.RandomState)):
            raise ArgumentError(f"random_state: give a whole number or a RandomState; got {self.random_state!r}")
        integer("max_iter", self.max_iter)
        number("tol", self.tol, low=0, high=1)
        choice("engine", self.engine, ENGINES)
        choice("start", self.start, get_args(Start))
        for name in ("seeds", "background"):
            if getattr(self, name) and self.engine != "cvb0":
                raise ArgumentError(f"{name}: the engine {self.engine!r} has none; use engine='cvb0'")

    def _found(self, X: Matrix, counts: Counts, seed: int) -> tuple[tuple[str, ...], Fitted]:
        """Return the names of topics, and what the engine finds."""
        names, extra = seed_weights(self.seeds, self.n_topics, X, counts)
        priors = priors_of(self.alpha, self.eta, self.n_topics, counts, extra=extra, background=self.background)
        of = X.vocabulary.categories if isinstance(X, TermMatrix) else None
        task = Task(counts, self.n_topics, priors, seed, self.start, self.max_iter, self.tol, self.n_threads, of)
        return names, ENGINES[self.engine](task)

    def _refitted(self, X: Matrix, **changes: Any) -> Doubles:
        return topics_again(clone(self).set_params(**changes), X)

    def _seed(self) -> int:
        """Return the seed of the fit: the number that was given, so that the record repeats the fit, or one drawn."""
        chance = check_random_state(self.random_state)
        return int(self.random_state if isinstance(self.random_state, Integral) else chance.randint(2**31 - 1))

    def _validated(self, X: Matrix, *, reset: bool) -> Any:
        plain = plain_counts(X, whole=self._whole)
        if reset or not isinstance(X, TermMatrix):
            validate_data(self, plain if isinstance(X, TermMatrix) else X, reset=reset, skip_check_array=True)
        return plain

    def _learn(self, counts: Counts, fitted: Fitted, names: tuple[str, ...]) -> None:
        """Keep what was learned, with the topics in order."""
        own = self.n_topics
        self._shares_of, self._topics, self._weights = fitted.shares_of, fitted.topics, fitted.priors.alpha
        prevalence = tokens_of_topics(counts.sizes, self._infer(counts)[0]) / counts.n_tokens
        order = np.lexsort((fitted.topics[:own].argmax(axis=1), -prevalence.round(9)))
        places = np.concatenate((order, np.arange(own, len(fitted.topics))))
        self._topics, self._weights = np.ascontiguousarray(fitted.topics[places]), self._weights[places]
        if self._shares_of is not None:
            self._shares_of = self._shares_of.take(order)
        self.components_, self.alpha_, self.eta_ = self._topics[:own], self._weights[:own], fitted.priors.eta
        self.names_ = tuple(names[k] for k in order)
        self.n_iter_, self.bound_, self.converged_ = fitted.n_iter, fitted.bound, fitted.converged
        self._size, self._stream = counts.n_tokens, None
        for name in ("stability_", "terms_"):
            if hasattr(self, name):
                delattr(self, name)

    def _document(self, X: Matrix, plain: Any, counts: Counts) -> None:
        """Keep what the model says of the documents of the fit, and which they were."""
        shares, background = self._infer(counts)
        self._tokens_of_topics = tokens_of_topics(counts.sizes, shares)
        self.prevalence_ = self._tokens_of_topics / max(counts.n_tokens, 1.0)
        self.doc_topic_ = np.zeros((plain.shape[0], len(self.components_)))
        self.doc_topic_[counts.rows] = shares
        if background is not None:
            self.background_ = np.zeros(plain.shape[0])
            self.background_[counts.rows] = background
            every = np.column_stack((shares * (1 - background[:, None]), background))
            self._tokens_of_topics = tokens_of_topics(counts.sizes, every)
        self._fitted_on = X
        self._sizes = np.asarray(plain.sum(axis=1), np.float64).ravel()
        if isinstance(X, TermMatrix):
            self.terms_, self._vocabulary, self._docs = X.terms, X.vocabulary, X.docs

    def _infer(self, counts: Counts) -> tuple[Doubles, Doubles | None]:
        """Return the shares of the topics in each document, and of the background if there is one."""
        shares = self._all_shares(counts)
        if not self.background:
            return shares, None
        own, background = shares[:, :-1], shares[:, -1]
        sums = own.sum(axis=1, keepdims=True)
        return np.divide(own, sums, out=np.zeros_like(own), where=sums > 0), background

    def _all_shares(self, counts: Counts) -> Doubles:
        """Return the shares of the topics in each document, the background last."""
        if self._shares_of is not None:
            return self._shares_of(counts)
        return infer(counts, word_topic(self._topics), self._weights, n_threads=self.n_threads)

    def _check_terms_of(self, X: Matrix) -> None:
        check_terms(getattr(self, "terms_", None), X)


def topics_again(model: TopicModel, X: Matrix) -> Doubles:
    """Return the topics that a model, which need not be fitted, finds, in no order; Ctrl-C ends what asks for it."""
    counts = Counts.of(plain := plain_counts(X, whole=model._whole))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicWarning)  # given already by the fit of the whole
        check_support(plain, counts, model.n_topics)
    _, fitted = model._found(X, counts, model._seed())
    if fitted.interrupted:
        raise KeyboardInterrupt
    return fitted.topics[: model.n_topics]
