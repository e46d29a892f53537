"""Text to Tokens."""

from reportnlp.segmentation.number_tokens import numbers
from reportnlp.segmentation.segmenter import Segmenter, segment

__all__ = ["Segmenter", "numbers", "segment"]
