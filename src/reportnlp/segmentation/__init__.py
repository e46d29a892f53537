"""Text to Tokens."""

from reportnlp.segmentation.segmenter import Segmenter, segment

__all__ = ["Segmenter", "segment"]
