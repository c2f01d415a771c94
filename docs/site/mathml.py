"""Formulas as MathML in Sphinx's pages: browsers draw it by themselves, and the pages fetch nothing."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from autograder.classroom.formulas import mathml

_LOG = logging.getLogger(__name__)


def _shown(node: nodes.Node, *, is_block: bool) -> str:
    tex = node.astext()
    found = mathml(tex, is_block=is_block)
    if found is None:
        _LOG.warning("no formula that can be shown: %s", tex, location=node, type="mathml")
    return found or f"<code>{tex}</code>"


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_shown(node, is_block=False))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{_shown(node, is_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls it when it loads this extension."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
