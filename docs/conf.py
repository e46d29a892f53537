"""How Sphinx builds the manual: offline, from Markdown and docstrings, every warning an error."""

import importlib.metadata
from typing import Any

project = "reportnlp"
author = "the authors of reportnlp"
version = release = importlib.metadata.version("reportnlp")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
default_role = "py:obj"
exclude_patterns: list[str] = []

napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False

html_theme = "furo"
html_title = "reportnlp"
html_copy_source = False
html_show_sphinx = False
html_math_renderer = "mathml"


def _visit_math(writer: Any, node: Any) -> None:
    _write_math(writer, node, block=False)


def _visit_math_block(writer: Any, node: Any) -> None:
    _write_math(writer, node, block=True)


def _write_math(writer: Any, node: Any, *, block: bool) -> None:
    """Write a formula as MathML, which browsers draw themselves: no script, no network."""
    from docutils import nodes
    from docutils.utils.math.latex2mathml import tex2mathml

    writer.body.append(tex2mathml(node.astext(), as_block=block))
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Register the renderer of formulas."""
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math_block, None))
