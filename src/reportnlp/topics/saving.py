"""A topic model on disk: arrays, tables and JSON."""

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from reportnlp import storage
from reportnlp.provenance import Provenance
from reportnlp.topics.nmf import NmfShares
from reportnlp.topics.stream import Stream
from reportnlp.vocabulary import Vocabulary

if TYPE_CHECKING:
    from reportnlp.topics.model import TopicModel

__all__ = ["load_model", "save_model"]

ARRAYS = ("_topics", "doc_topic_", "prevalence_", "_weights", "_sizes", "_tokens_of_topics")
OPTIONAL_ARRAYS = ("background_", "stability_")
SCALARS = ("eta_", "bound_", "n_iter_", "converged_", "n_features_in_", "_size")


def save_model(model: "TopicModel", path: str | os.PathLike[str]) -> None:
    """Write a fitted model as a folder."""
    arrays = {name: getattr(model, name) for name in ARRAYS}
    arrays |= {name: getattr(model, name) for name in OPTIONAL_ARRAYS if getattr(model, name, None) is not None}
    if model._shares_of is not None:
        arrays |= model._shares_of.arrays()
    if model._stream is not None:
        arrays["stream"] = model._stream.totals
    tables = {"docs": model._docs, "vocabulary": model._vocabulary.table} if hasattr(model, "terms_") else {}
    params = model.get_params()
    params["random_state"] = params["random_state"] if isinstance(params["random_state"], int) else None
    if params["alpha"] is not None and not isinstance(params["alpha"], str):
        params["alpha"] = np.asarray(params["alpha"], float).tolist()
    if params["seeds"]:
        params["seeds"] = {name: list(terms) for name, terms in params["seeds"].items()}
    meta: dict[str, Any] = {name: _json(getattr(model, name)) for name in SCALARS}
    meta |= {
        "names_": list(model.names_),
        "params": params,
        "n_batches": model._stream.n_batches if model._stream else 0,
        "provenance": model._provenance.to_json(),
    }
    storage.save(path, "TopicModel", arrays=arrays, tables=tables, meta=meta)


def load_model(model: "TopicModel", path: str | os.PathLike[str]) -> None:
    """Make `model` what was saved."""
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
        _check_shapes(model)


def _check_shapes(model: "TopicModel") -> None:
    """Raise ValueError unless the arrays fit each other, since kernels do not look where an index leads."""
    model._check_parameters()
    n_all, n_terms = model._topics.shape
    n_docs = len(model._docs) if hasattr(model, "terms_") else len(model.doc_topic_)
    storage.require(n_all - model.n_topics in (0, 1) and model._weights.shape == (n_all,), "topics without a weight")
    storage.require(n_terms == model.n_features_in_ == len(getattr(model, "terms_", range(n_terms))), "other terms")
    storage.require(model.doc_topic_.shape == (n_docs, model.n_topics), "shares of other documents")
    storage.require(all(np.isfinite(getattr(model, name)).all() for name in ARRAYS), "numbers that are none")


def _json(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
