"""Cleaning: named rules in a fixed order, each recorded as a step that can be replayed."""

import re

from reportnlp.edits import CleaningStep

__all__ = ["clean"]

# name, what it finds, what that becomes
RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("line ends", re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]"), "\n"),
    ("invisible characters", re.compile(r"[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064\x00-\x08\x0e-\x1f\x7f]"), ""),
    ("no-break spaces", re.compile(r"[\xa0\u2007\u202f]"), " "),
)


def clean(raw: str) -> tuple[str, tuple[CleaningStep, ...]]:
    """Return the cleaned text and the steps that lead from `raw` to it; steps without effect are left out."""
    text, steps = raw, []
    for name, pattern, by in RULES:
        step = CleaningStep.replacing(name, pattern, by, text)
        if len(step):
            steps.append(step)
            text = step.apply(text)
    return text, tuple(steps)
