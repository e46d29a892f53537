"""``python -m reportnlp`` is the command ``reportnlp``."""

from reportnlp.cli import app

app()
