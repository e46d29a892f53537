"""A fit that is a part of something larger."""

import warnings
from typing import Any

from reportnlp.topics.model import TopicModel

__all__ = ["uninterrupted"]


def uninterrupted(model: TopicModel, X: Any) -> TopicModel:
    """Fit a model; Ctrl-C ends what it is a part of.

    Who calls `TopicModel.fit` keeps at Ctrl-C the model so far, and is told. A page, or a choice among many
    models, would go on with one that depends on the moment, and has none to tell of.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "TopicModel: interrupted")
        model.fit(X)
    if model._interrupted:
        raise KeyboardInterrupt
    return model
