"""CVB0: the engine of TopicModel (Asuncion, Welling, Smyth and Teh 2009, without memory for single tokens)."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reportnlp.progress import meter
from reportnlp.topics.active import Active
from reportnlp.topics.counts import Counts
from reportnlp.topics.kernels.cvb0 import (
    add_columns,
    fold_in,
    log_likelihood,
    scale_columns,
    update_documents,
    update_words,
)
from reportnlp.topics.kernels.lanes import LANES
from reportnlp.topics.kernels.narrow import MOST_PACKS, update_documents_narrow, update_words_narrow
from reportnlp.topics.memory import zeros_in_line
from reportnlp.topics.nmf import NmfShares
from reportnlp.topics.priors import Priors, fixed_point
from reportnlp.topics.regroup import regroup
from reportnlp.topics.threads import Mapper, blocks, mapper

__all__ = ["Cvb0", "Fitted", "fit_cvb0", "infer", "likelihood", "word_topic"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

#: Passes at the begin in which an occurrence is not left out: they find the way faster.
PLAIN = 3
#: Rounds through each document in a pass.
ROUNDS = 2
#: How far a pass over all topics moves the words, of the way to what it found: with more than 1 fewer are needed.
STEP = 1.8
#: Passes over which the rise of the bound is judged, and passes from one look at it to the next.
CYCLE, LOOK = 10, 5
#: Passes after which topics that add little give way to parts of those that are two in one; if none did, not again.
REGROUPED = (10, 20)
#: Topics from which on most passes have only those that are active in a document: with fewer it is no faster.
MANY = 64
#: Rounds after which a document of `infer` is left as it is, and the part of its tokens that may still move then.
MOST_ROUNDS, STILL = 100, 1e-4


@dataclass(frozen=True)
class Fitted:
    """What a fit found: topics by terms, priors, passes, bound a token, and whether it came to its end."""

    topics: Doubles
    priors: Priors
    n_iter: int
    bound: float
    converged: bool
    interrupted: bool = False
    shares_of: NmfShares | None = None

    def shortcoming(self, max_iter: int) -> str:
        """Return what keeps the fit from being at its end, if anything does."""
        if self.interrupted:
            return f"interrupted after {self.n_iter} passes; the model so far is usable but has not converged"
        return "" if self.converged else f"not converged after max_iter={max_iter} passes; raise max_iter or tol"


class Cvb0:
    """A fit under way.

    Parameters
    ----------
    counts : Counts
        The documents.
    totals : ndarray of float64, shape (k, v)
        Expected tokens of each topic and term to start from.
    priors : Priors
        The priors.
    n_themes : int, default 0
        Topics, the first, that start from a theme that is the same whichever documents are at hand: they never give
        way to parts of others.
    """

    def __init__(self, counts: Counts, totals: Doubles, priors: Priors, n_themes: int = 0) -> None:
        self.counts, self.priors, self.n_themes = counts, priors, n_themes
        self.rows, self.words = blocks(counts.indptr), blocks(counts.by_word[0])
        self.width = len(priors.alpha)
        padded = -(-self.width // 8) * 8
        of_words, of_documents = (counts.n_terms, padded), (len(counts), padded)
        self._word_topic, self.totals, self.doc_topic, self.used, self.quotients = zeros_in_line(
            of_words, of_words, of_documents, of_documents, (len(counts.data), 2)
        )
        self.totals[:, : len(totals)] = totals.T
        self.doc_topic[:, : self.width] = 1
        self.n_blocks, self.packs = len(self.rows), (0,) * (padded // LANES)
        self.n_passes = 0
        self.n_regrouped, self.may_regroup = 0, True
        self.active: Active | None = None

    def sweep(self, run: Mapper) -> None:
        """Go through all documents and then through all words.

        Of many topics only the last of `CYCLE` passes has them all once the first `CYCLE` are made; the
        others have the topics that are active in each document. After two of the passes topics are regrouped.
        """
        self.n_regrouped = 0
        topics, excluding = self.word_topic(run), self.n_passes >= PLAIN
        last = (self.n_passes + 1) % CYCLE == 0
        if self.active is not None and not last:
            self.active.sweep(topics, run)
        else:
            step = STEP if excluding and self.width < MANY else 1.0
            self.divide(topics, run, excluding=excluding)
            self.collect(topics, run, excluding=excluding, step=step)
            if self.may_regroup and self.n_passes + 1 in REGROUPED:
                topics = self.regroup(topics, run)
            if last and self.width >= MANY:
                self.active = self.active or Active(self)
                self.active.look(topics, run)
        self.n_passes += 1

    def regroup(self, topics: Floats, run: Mapper) -> Floats:
        """Regroup topics after a pass that started from `topics`; if any moved, make a pass from what they are now.

        Return what the latest pass started from.
        """
        self.n_regrouped = regroup(self, topics, run)
        self.may_regroup = self.n_regrouped > 0
        if self.n_regrouped:
            topics = self.word_topic(run)
            self.divide(topics, run, excluding=True)
            self.collect(topics, run, excluding=True)
        return topics

    def divide(self, topics: Floats, run: Mapper, *, n_rounds: int = ROUNDS, excluding: bool = False) -> None:
        """Divide the tokens of documents among all topics."""
        counts = self.counts
        given = (
            counts.indptr, counts.indices, counts.data, topics, self.alpha, n_rounds, excluding,
            self.doc_topic, self.used, counts.by_word[2], self.quotients,
        )  # fmt: skip
        if len(self.packs) <= MOST_PACKS:
            run(lambda first, last: update_documents_narrow(first, last, *given, self.packs), self.rows)
        else:
            run(lambda first, last: update_documents(first, last, *given), self.rows)

    def collect(self, topics: Floats, run: Mapper, *, excluding: bool = False, step: float = 1.0) -> None:
        """Collect for each word what its occurrences have of each topic."""
        given = (
            *self.counts.by_word[:2], topics, self.alpha, excluding, self.used, self.quotients, step, self.totals,
        )  # fmt: skip
        if len(self.packs) <= MOST_PACKS:
            run(lambda first, last: update_words_narrow(first, last, *given, self.packs), self.words)
        else:
            run(lambda first, last: update_words(first, last, *given), self.words)

    def bound(self, run: Mapper) -> float:
        """Return the log-likelihood a token of the documents as they are now."""
        counts, topics = self.counts, self.word_topic(run)
        parts = run(
            lambda first, last: log_likelihood(
                first, last, counts.indptr, counts.indices, counts.data, topics, self.doc_topic
            ),
            self.rows,
        )
        return float(sum(parts)) / counts.n_tokens

    def settle(self, run: Mapper) -> None:
        """Let the topics be what tokens have of them where no occurrence is left out, as in the shares of `infer`.

        Words then part more clearly: what leaves an occurrence out keeps a part of each for all other topics.
        """
        topics = self.word_topic(run)
        self.divide(topics, run)
        self.collect(topics, run)

    @property
    def topics(self) -> Doubles:
        """Probability of each term in each topic: float64, shape (k, v)."""
        weights: Doubles = self.totals[:, : self.width].T.astype(np.float64)
        weights += self.priors.eta
        if self.priors.extra is not None:
            weights[: self.priors.extra.shape[1]] += self.priors.extra.toarray().T
        weights /= weights.sum(axis=1, keepdims=True)
        return weights

    def word_topic(self, run: Mapper) -> Floats:
        """Probability of each term in each topic as the kernels want it, in one place until it is asked for again."""
        priors, width, weights = self.priors, self.width, self._word_topic
        sums, scale = np.zeros(width), np.zeros(self.totals.shape[1], np.float32)
        add_columns(self.totals, sums)
        sums += len(self.totals) * priors.eta
        extra = None if priors.extra is None else priors.extra.tocoo()
        if extra is not None:
            sums[: extra.shape[1]] += extra.sum(axis=0)
        scale[:width] = 1 / sums
        run(
            lambda first, last: scale_columns(first, last, self.totals, priors.eta, scale, weights),
            self.words,
        )
        if extra is not None:
            weights[extra.coords] += extra.data.astype(np.float32) * scale[extra.coords[1]]
        return weights

    @property
    def alpha(self) -> Floats:
        """Weight of each topic in a document as the kernels want it."""
        return _padded(self.priors.alpha)

    def learn(self) -> None:
        """Improve the priors by one step of Minka's fixed point (2000), from whole tokens.

        Parts of tokens spread over all topics and would make the weights grow without an end.
        """
        priors = self.priors
        if priors.learn_alpha:
            tokens = np.rint(np.maximum(self.doc_topic[:, : self.width] - priors.alpha, 0))
            alpha = fixed_point(tokens.astype(np.float64), priors.alpha)
            self.doc_topic[:, : self.width] += (alpha - priors.alpha).astype(np.float32)
            self.priors = priors = replace(priors, alpha=alpha)
        if priors.learn_eta:
            tokens = np.rint(self.totals[:, : self.width]).T.astype(np.float64)
            weights = np.full(tokens.shape[1], priors.eta)
            self.priors = replace(priors, eta=float(fixed_point(tokens, weights).mean()))


def fit_cvb0(fit: Cvb0, *, max_iter: int, tol: float, n_threads: int | None) -> Fitted:
    """Make passes until the bound rises by less than `tol` of itself in 10 of them.

    Ctrl-C ends it early with what it has.
    """
    every = LOOK if fit.width < MANY else CYCLE  # a pass over active topics is not compared with one over all
    apart = CYCLE // every
    bounds, converged, interrupted = [-np.inf] * apart, False, False
    with mapper(n_threads, fit.n_blocks) as run, meter("topics", max_iter) as bar:
        try:
            while fit.n_passes < max_iter and not converged:
                fit.sweep(run)
                bar.update(note=f"bound {bounds[-1]:.4f}" if bounds[-1] > -np.inf else "")
                if fit.n_passes % every == 0 or fit.n_passes == max_iter:
                    bounds.append(fit.bound(run))
                    converged = not fit.n_regrouped and bounds[-1] - bounds[-1 - apart] <= tol * abs(bounds[-1])
                    fit.learn()
            fit.settle(run)
        except KeyboardInterrupt:
            interrupted = True
            bounds.append(fit.bound(run))
    return Fitted(fit.topics, fit.priors, fit.n_passes, bounds[-1], converged, interrupted)


def infer(counts: Counts, topics: Floats, alpha: Doubles, *, n_threads: int | None) -> Doubles:
    """Return the share of each topic in each document, float64 of shape (d, k), under fixed topics.

    Documents without a term have no shares but zeros.
    """
    doc_topic = np.zeros((len(counts), topics.shape[1]), np.float32)
    rows, padded = blocks(counts.indptr), _padded(alpha)
    with mapper(n_threads, len(rows)) as run:
        run(
            lambda first, last: fold_in(
                first, last, counts.indptr, counts.indices, counts.data, topics, padded, MOST_ROUNDS, STILL, doc_topic
            ),
            rows,
        )
    shares = doc_topic[:, : len(alpha)].astype(np.float64)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-30)
    shares[np.diff(counts.indptr) == 0] = 0
    return shares


def likelihood(counts: Counts, topics: Doubles, shares: Doubles) -> float:
    """Return the log-likelihood a token of documents with these shares."""
    padded = np.zeros((len(counts), -(-shares.shape[1] // 8) * 8), np.float32)
    padded[:, : shares.shape[1]] = shares
    parts = counts.indptr, counts.indices, counts.data
    found: float = log_likelihood(0, len(counts), *parts, word_topic(topics), padded)
    return found / max(counts.n_tokens, 1.0)


def word_topic(topics: Doubles) -> Floats:
    """Return topics as the kernels want them: terms by topics, float32, padded with zeros to a multiple of 8."""
    padded = np.zeros((topics.shape[1], -(-len(topics) // 8) * 8), np.float32)
    padded[:, : len(topics)] = topics.T
    return padded


def _padded(alpha: Doubles) -> Floats:
    padded = np.zeros(-(-len(alpha) // 8) * 8, np.float32)
    padded[: len(alpha)] = alpha
    return padded
