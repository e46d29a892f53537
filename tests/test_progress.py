import io
import sys

import pytest

from reportnlp import progress
from reportnlp.progress import meter, silent, track


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch) -> Terminal:
    # Called by the test, not a fixture: pytest puts its own standard error in place when the test begins.
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    return screen


def test_nothing_is_shown_elsewhere(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    assert list(track("abc", "letters")) == ["a", "b", "c"]
    with meter("steps", 2) as bar:
        bar.update("note")
    assert screen.getvalue() == ""


def test_nothing_is_shown_in_silence(monkeypatch):
    terminal = on_a_terminal(monkeypatch)
    with silent():
        assert list(track("abc", "letters")) == ["a", "b", "c"]
    assert terminal.getvalue() == ""
    assert list(track("abc", "letters")) == ["a", "b", "c"]
    assert "letters:" in terminal.getvalue()


def test_without_any_standard_error(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)  # such as under pythonw
    assert list(track("abc", "letters")) == ["a", "b", "c"]


def test_bars_within_bars_share_one_display(monkeypatch):
    terminal = on_a_terminal(monkeypatch)
    displays = set()
    for _ in track("ab", "outer"):
        for _ in track(iter("cd"), "inner", total=2):
            displays.update(map(id, progress._shown))
            assert len(progress._shown[0].tasks) == 2
    assert len(displays) == 1
    assert progress._shown == []
    assert "outer:" in terminal.getvalue()


def test_a_bar_that_is_left_is_taken_away(monkeypatch):
    on_a_terminal(monkeypatch)
    with pytest.raises(ValueError, match="enough"), meter("steps", 3) as bar:
        bar.update()
        assert progress._shown
        raise ValueError("enough")
    assert progress._shown == []
    items = track("abc", "letters")
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert progress._shown == []
