"""Reading a topic model: its terms, names, exemplary paragraphs and shares, as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from reportnlp.errors import ArgumentError
from reportnlp.topics.statistics import (
    bootstrap_shares,
    cosines,
    divergences,
    first_columns,
    keyness,
    pearson,
    scaled,
)
from reportnlp.validate import columns, integer, number

if TYPE_CHECKING:
    from reportnlp.corpus import Corpus
    from reportnlp.provenance import Provenance
    from reportnlp.vocabulary import Vocabulary

__all__ = ["Reading"]

Doubles = npt.NDArray[np.float64]


class Reading:
    """The tables of a fitted `TopicModel`; topics are numbered from 1."""

    components_: Doubles
    doc_topic_: Doubles
    prevalence_: Doubles
    names_: tuple[str, ...]
    terms_: tuple[str, ...]
    _vocabulary: "Vocabulary"
    _docs: pd.DataFrame
    _sizes: Doubles
    _size: float
    _provenance: "Provenance"

    def terms(self, top: int = 10, *, relevance: float = 0.6) -> pd.DataFrame:
        """Return the terms that show what each topic is about.

        Parameters
        ----------
        top : int, default 10
            Terms a topic.
        relevance : float from 0 to 1, default 0.6
            λ of Sievert and Shirley (2014): relevance = λ ln p(term | topic) +
            (1 - λ) ln (p(term | topic) / p(term)). 1 ranks by probability alone, and every topic
            begins with 发展; 0 by distinctiveness alone.

        Returns
        -------
        pandas.DataFrame
            ``topic`` (int64) from 1, ``rank`` (int64) from 1, ``term`` (str), ``probability`` and
            ``relevance`` (float64). Sorted by topic and rank; ties by term.
        """
        self._check_terms()
        top, relevance = integer("top", top), number("relevance", relevance, low=0, high=1)
        best, score = self._best(top, relevance)
        topic = np.repeat(np.arange(len(best)), best.shape[1])
        table = pd.DataFrame(
            {
                "topic": topic + 1,
                "rank": np.tile(np.arange(1, best.shape[1] + 1), len(best)),
                "term": self._terms_at(best.ravel()),
                "probability": self.components_[topic, best.ravel()],
                "relevance": score.ravel(),
            }
        )
        return self._record("terms", top=top, relevance=relevance).attach(table)

    def labels(self, top: int = 3) -> pd.DataFrame:
        """Name each topic by the terms that mark it off from the others.

        Parameters
        ----------
        top : int, default 3
            Terms in a label.

        Returns
        -------
        pandas.DataFrame
            ``topic`` (int64) from 1; ``name`` (str), given by `seeds`, else empty; ``label`` (str),
            the terms joined by 、; ``keyness`` (float64), G² of the first. Sorted by topic.

        Notes
        -----
        Terms of the lexicon and compounds of three characters or more come first: they say what a
        topic is about where the short words of which they are made do not. They are ranked by G²
        (Dunning 1993) of the topic's expected tokens against those of all other topics, and only a
        term that is more frequent in the topic counts.
        """
        self._check_terms()
        top = integer("top", top)
        scores = keyness(self.components_, self.prevalence_ * self._size)
        categories = self._vocabulary.categories
        telling = np.array([bool(c) or len(t) > 2 for t, c in zip(self.terms_, categories, strict=True)], bool)
        labels, strengths = [], []
        for row in scores:
            first = np.argsort(-np.where(telling, row, -1.0).round(9), kind="stable")
            chosen = [k for k in first[:top].tolist() if telling[k] and row[k] > 0]
            if not chosen:
                chosen = np.argsort(-row.round(9), kind="stable")[:top].tolist()
            labels.append("、".join(self.terms_[k] for k in chosen))
            strengths.append(row[chosen[0]])
        table = pd.DataFrame(
            {
                "topic": np.arange(1, len(labels) + 1),
                "name": pd.array(self.names_, dtype="str"),
                "label": pd.array(labels, dtype="str"),
                "keyness": np.array(strengths, np.float64),
            }
        )
        return self._record("labels", top=top).attach(table)

    def exemplars(self, corpus: "Corpus | None" = None, *, top: int = 3, min_tokens: int = 10) -> pd.DataFrame:
        """Return the documents that are most of one topic.

        Parameters
        ----------
        corpus : Corpus, optional
            The corpus that was segmented, for its texts.
        top : int, default 3
            Documents a topic.
        min_tokens : int, default 10
            Fewest counted tokens of a document; shorter ones are of one topic by chance.

        Returns
        -------
        pandas.DataFrame
            ``topic`` and ``rank`` (int64) from 1; ``id`` (str); ``report`` (str), ``start`` and ``end``
            (int64), where it stands in the text of the whole report, if the documents know;
            ``share`` (float64); ``text`` (str) with a corpus. Sorted by topic and rank; ties by id.

        Raises
        ------
        ArgumentError
            If the corpus does not have the documents of the fit.
        """
        self._check_terms()
        top, least = integer("top", top), integer("min_tokens", min_tokens, minimum=0)
        shares = np.where((self._sizes >= least)[:, None], self.doc_topic_, 0)
        ids = self._docs["id"].to_numpy(str)
        rows: list[npt.NDArray[np.int64]] = []
        topics: list[int] = []
        ranks: list[int] = []
        for k, column in enumerate(shares.T):
            best = np.lexsort((ids, -column.round(9)))[:top]
            best = best[column[best] > 0]
            rows.append(best)
            topics += [k + 1] * len(best)
            ranks += range(1, len(best) + 1)
        row = np.concatenate(rows)
        table = pd.DataFrame({"topic": np.array(topics, np.int64), "rank": np.array(ranks, np.int64)})
        table = pd.concat([table, self._located(row)], axis=1)
        table["share"] = shares[row, table["topic"].to_numpy() - 1]
        if corpus is not None:
            table["text"] = pd.array(_texts(corpus, table["id"].tolist()), dtype="str")
        return self._record("exemplars", top=top, min_tokens=least).attach(table)

    def shares(
        self, by: str | Sequence[str], *, level: float = 0.95, n_bootstrap: int = 200, random_state: int = 0
    ) -> pd.DataFrame:
        """Return how much of each group's text each topic makes up, and how sure that is.

        Parameters
        ----------
        by : str or sequence of str
            Columns of the metadata of the documents of the fit.
        level : float from 0 to 1, default 0.95
            Coverage of the intervals.
        n_bootstrap : int, default 200
            How often the documents of a group are drawn again.
        random_state : int, default 0
            Seed of the draws.

        Returns
        -------
        pandas.DataFrame
            The columns `by`, ``topic`` (int64) from 1, ``share`` (float64), weighted by the tokens of
            the documents, ``low`` and ``high`` (float64); the shares of a group sum to 1. Sorted by
            group and topic.

        Notes
        -----
        The intervals are percentiles of a bootstrap of the documents of the group, given the topics:
        they tell how much hangs on single documents, not how certain the topics are (`stability`). A
        group of one document has an interval without width.
        """
        self._check_terms()
        names = columns("by", by, self._docs)
        level = number("level", level, low=0, high=1)
        n, random_state = integer("n_bootstrap", n_bootstrap), integer("random_state", random_state, minimum=0)
        grouped = self._docs.groupby(names, sort=True, dropna=False)
        group = np.where(self._sizes > 0, grouped.ngroup().to_numpy(), -1)
        weighted = self.doc_topic_ * self._sizes[:, None]
        filled, shares, low, high = bootstrap_shares(weighted, group, n, level, random_state)
        keys = self._docs.assign(_group=grouped.ngroup().to_numpy()).drop_duplicates("_group").set_index("_group")
        groups = keys.loc[filled, names].reset_index(drop=True)
        n_topics = weighted.shape[1]
        table = groups.loc[groups.index.repeat(n_topics)].reset_index(drop=True)
        table["topic"] = np.tile(np.arange(1, n_topics + 1), len(groups))
        for name, values in (("share", shares), ("low", low), ("high", high)):
            table[name] = values.ravel()
        options = {"level": level, "n_bootstrap": n, "random_state": random_state}
        return self._record("shares", by=names, **options).attach(table)

    def correlation(self) -> pd.DataFrame:
        """Return which topics come together in documents.

        Returns
        -------
        pandas.DataFrame
            ``topic`` and ``other`` (int64) from 1, every pair once with ``topic < other``;
            ``correlation`` (float64), Pearson's r of their shares over the documents, 0 where a topic
            has the same share everywhere. Sorted by topic and other.

        Notes
        -----
        Shares sum to 1, so that K topics without any tie have an r of about -1 / (K - 1), not 0.
        """
        check_is_fitted(self)
        table = _pairs("correlation", pearson(self.doc_topic_[self._sizes > 0]))
        return self._record("correlation").attach(table)

    def similar_topics(self) -> pd.DataFrame:
        """Return how alike the words of each two topics are.

        Returns
        -------
        pandas.DataFrame
            ``topic`` and ``other`` (int64) from 1, every pair once with ``topic < other``;
            ``similarity`` (float64), the cosine of their probabilities of terms. The most alike
            first; ties by topic and other.
        """
        check_is_fitted(self)
        table = _pairs("similarity", cosines(self.components_, self.components_))
        order = np.lexsort((table["other"], table["topic"], -table["similarity"].round(12)))
        return self._record("similar_topics").attach(table.iloc[order].reset_index(drop=True))

    def documents(self) -> pd.DataFrame:
        """Return the topic that each document of the fit is most of.

        Returns
        -------
        pandas.DataFrame
            ``id`` (str); ``report`` (str), ``start`` and ``end`` (int64), where it stands in the text of
            the whole report, if the documents know; ``topic`` (Int64) from 1, missing for a document
            without a term; ``share`` (float64) of that topic. In the order of the fit.
        """
        self._check_terms()
        table = self._located(np.arange(len(self._docs)))
        topic = pd.array(self.doc_topic_.argmax(axis=1) + 1, dtype="Int64")
        topic[self._sizes == 0] = pd.NA
        table["topic"], table["share"] = topic, self.doc_topic_.max(axis=1)
        return self._record("documents").attach(table)

    def positions(self) -> pd.DataFrame:
        """Return the topics as points, near each other where their words are alike.

        Returns
        -------
        pandas.DataFrame
            ``topic`` (int64) from 1; ``x`` and ``y`` (float64); ``prevalence`` (float64). Sorted by topic.

        Notes
        -----
        Classical scaling (Torgerson 1952) of the square roots of the Jensen-Shannon divergences of the
        topics' words. An axis points to where its farthest topic is.
        """
        check_is_fitted(self)
        points = scaled(divergences(self.components_))
        table = pd.DataFrame({"topic": np.arange(1, len(points) + 1), "x": points[:, 0], "y": points[:, 1]})
        table["prevalence"] = self.prevalence_
        return self._record("positions").attach(table)

    def _located(self, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
        """Return ids of documents, and where they stand if that is known."""
        chosen = self._docs.iloc[rows]
        table = pd.DataFrame({"id": pd.array(chosen["id"].tolist(), dtype="str")})
        if {"report", "start", "n_chars"} <= set(chosen.columns):
            table["report"] = chosen["report"].to_numpy()
            table["start"] = chosen["start"].to_numpy(np.int64)
            table["end"] = table["start"] + chosen["n_chars"].to_numpy(np.int64)
        return table

    def _best(self, top: int, relevance: float) -> tuple[npt.NDArray[np.int64], Doubles]:
        """Return the columns of the `top` terms of each topic, and their relevance."""
        overall = np.log(np.maximum(self.prevalence_ @ self.components_, 1e-300))
        best, scores = [], []
        for row in self.components_:  # one stays near the processor, where all would need new pages of memory
            log_p = np.log(np.maximum(row, 1e-300))
            score = relevance * log_p + (1 - relevance) * (log_p - overall)
            best.append(first_columns(score.round(12)[None], top)[0])
            scores.append(score[best[-1]])
        return np.array(best), np.array(scores)

    def _terms_at(self, positions: npt.NDArray[np.int64]) -> Any:
        return pd.array([self.terms_[k] for k in positions.tolist()], dtype="str")

    def _check_terms(self) -> None:
        check_is_fitted(self)
        if not hasattr(self, "terms_"):
            raise ArgumentError(
                "TopicModel: was fitted on bare counts; fit it on a TermMatrix to have terms and shares"
            )

    def _record(self, name: str, **params: Any) -> "Provenance":
        return self._provenance.then(f"TopicModel.{name}", **params)


def _pairs(name: str, values: Doubles) -> pd.DataFrame:
    first, second = np.triu_indices(len(values), 1)
    return pd.DataFrame({"topic": first + 1, "other": second + 1, name: values[first, second]})


def _texts(corpus: "Corpus", ids: list[str]) -> list[str]:
    try:
        return [corpus[name].text for name in ids]
    except KeyError as error:
        raise ArgumentError(
            f"corpus: has no document {error.args[0]!r}; give the corpus that was segmented, split as it was then"
        ) from error
