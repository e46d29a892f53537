"""A topic model on disk: arrays, tables and JSON."""

import os
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from reportnlp import storage
from reportnlp.provenance import Provenance
from reportnlp.topics.nmf import NmfShares
from reportnlp.topics.stream import Stream
from reportnlp.vocabulary import Vocabulary

__all__ = ["Saving"]

Doubles = npt.NDArray[np.float64]

ARRAYS = ("_topics", "doc_topic_", "prevalence_", "_weights", "_sizes", "_tokens_of_topics")
OPTIONAL_ARRAYS = ("background_", "stability_")
SCALARS = ("eta_", "bound_", "n_iter_", "converged_", "n_features_in_", "_size")


class Saving:
    """How a fitted `TopicModel` is written and read."""

    n_topics: int
    alpha_: Doubles
    components_: Doubles
    names_: tuple[str, ...]
    terms_: tuple[str, ...]
    n_features_in_: int
    doc_topic_: Doubles
    get_params: Callable[..., dict[str, Any]]
    set_params: Callable[..., Any]
    _topics: Doubles
    _weights: Doubles
    _docs: pd.DataFrame
    _vocabulary: Vocabulary
    _provenance: Provenance
    _fitted_on: Any
    _shares_of: NmfShares | None
    _stream: Stream | None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model as a folder of arrays, tables and JSON with a checksum of each file."""
        check_is_fitted(self)
        arrays = {name: getattr(self, name) for name in ARRAYS}
        arrays |= {name: getattr(self, name) for name in OPTIONAL_ARRAYS if getattr(self, name, None) is not None}
        if self._shares_of is not None:
            arrays |= self._shares_of.arrays()
        if self._stream is not None:
            arrays["stream"] = self._stream.totals
        tables = {"docs": self._docs, "vocabulary": self._vocabulary.table} if hasattr(self, "terms_") else {}
        params = self.get_params()
        params["random_state"] = params["random_state"] if isinstance(params["random_state"], int) else None
        if params["alpha"] is not None and not isinstance(params["alpha"], str):
            params["alpha"] = np.asarray(params["alpha"], float).tolist()
        if params["seeds"]:
            params["seeds"] = {name: list(terms) for name, terms in params["seeds"].items()}
        meta: dict[str, Any] = {name: _json(getattr(self, name)) for name in SCALARS}
        meta |= {
            "names_": list(self.names_),
            "params": params,
            "n_batches": self._stream.n_batches if self._stream else 0,
            "provenance": self._provenance.to_json(),
        }
        storage.save(path, "TopicModel", arrays=arrays, tables=tables, meta=meta)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read what `save` wrote; `transform` gives the same shares to the bit.

        Raises
        ------
        StorageError
            If the folder is damaged, newer than this version or holds something else.
        """
        model = cls()
        with storage.loaded(path, "TopicModel") as (arrays, tables, meta):
            model.set_params(**meta["params"])
            for name in (*ARRAYS, *OPTIONAL_ARRAYS):
                if name in arrays or name in ARRAYS:
                    setattr(model, name, np.array(arrays[name]))
            for name in SCALARS:
                setattr(model, name, meta[name])
            model._shares_of = NmfShares.from_arrays(arrays)
            model.components_, model.alpha_ = model._topics[: model.n_topics], model._weights[: model.n_topics]
            model.names_ = tuple(meta["names_"])
            model._provenance = Provenance.from_json(meta["provenance"])
            model._fitted_on = None
            model._stream = Stream(np.array(arrays["stream"]), meta["n_batches"]) if "stream" in arrays else None
            if tables:
                model._docs, model._vocabulary = tables["docs"], Vocabulary.from_table(tables["vocabulary"])
                model.terms_ = model._vocabulary.types
            model._check_shapes()
        return model

    def _check_shapes(self) -> None:
        """Raise ValueError unless the arrays fit each other, since kernels do not look where an index leads."""
        self._check_parameters()
        n_all, n_terms = self._topics.shape
        n_docs = len(self._docs) if hasattr(self, "terms_") else len(self.doc_topic_)
        storage.require(n_all - self.n_topics in (0, 1) and self._weights.shape == (n_all,), "topics without a weight")
        storage.require(n_terms == self.n_features_in_ == len(getattr(self, "terms_", range(n_terms))), "other terms")
        storage.require(self.doc_topic_.shape == (n_docs, self.n_topics), "shares of other documents")
        storage.require(all(np.isfinite(getattr(self, name)).all() for name in ARRAYS), "numbers that are none")

    def _check_parameters(self) -> None:
        raise NotImplementedError


def _json(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
