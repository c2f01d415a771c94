"""Markdown of students on the pages that nbgrader shows to who grades: feedback and formgrader."""

import re
import secrets
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

import bleach
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import DictLoader, pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import List

from autograder.classroom.formulas import mathml
from autograder.grading.feedback import SUMMARY_ID
from autograder.sandbox.outputs import Budget
from autograder.sandbox.pictures import JPEG, PNG, picture

# What Markdown may become on a grader's screen. Ids are not allowed at all: the formgrader finds the
# input fields of a cell by `#<grade_id>`, and a heading that a student named like another cell would
# take their place.
_TAGS = bleach.ALLOWED_TAGS | {
    *("p", "br", "hr", "div", "span", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "img", "small", "kbd"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "del", "s", "u", "sub", "sup"),
    *("details", "summary", "figure", "figcaption"),
}
# Classes of highlighted code, and colours: nothing that moves, covers or hides what else is on the page, or looks like
# the grader's own.
_CLASSES = re.compile(r"highlight|hl-\w+|anchor-link|[a-z]{1,2}\d?")
_STYLES = CSSSanitizer(
    allowed_css_properties=frozenset(
        ("color", "background-color", "font-style", "font-weight", "text-align", "text-decoration")
    )
)
# The summary of a grade, which `autograder.grading.feedback` writes, is the one text that is not a student's.
_OUR_CLASSES = re.compile(r"autograder-summary|(tex2jax|mathjax)_ignore")
_OUR_STYLES = CSSSanitizer(
    allowed_css_properties=ALLOWED_CSS_PROPERTIES
    | {"border", "border-left", "border-radius", "padding", "max-width"}
)
_ADDRESS = re.compile(r"data:image/\w+;base64,")
_PIXELS = 16 << 20  # of all pictures in the texts of a page
# Bootstrap, which both pages use, draws tables without space between columns unless told so, and the
# `summary` of a hint like any text; a picture whose source was taken away is told of.
_BETTER = (
    ("<table>", '<table class="table table-condensed" style="width:auto">'),
    ("<summary>", '<summary style="display:list-item;cursor:pointer">'),
    (r"<img(?![^>]*\bsrc=)[^>]*>", "[a picture that is not shown]"),
)


class _Attachments(dict):
    """Attachments of a cell. One that is missing is an empty picture: nbconvert would make no page at all."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> dict[str, str]:
        return {PNG: ""}


class PageExporter(HTMLExporter):
    """The pages that nbgrader makes: texts are made safe, and no script is fetched from elsewhere."""

    # In the place of nbconvert's template, which fetches MathJax: formulas are MathML by then.
    extra_loaders = List(
        [DictLoader({"mathjax.html.j2": '{%- macro mathjax(url="") -%}{%- endmacro %}'})]
    ).tag(affects_environment=True)

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """nbconvert's, with a safe one for the texts."""
        yield from super().default_filters()
        yield "markdown2html", safe_markdown


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """nbconvert's filter `markdown2html` without what could act in a grader's browser.

    Text answers are the student's; nbgrader shows their raw HTML as it is. Scripts, forms, frames,
    event handlers, ids, and pictures from elsewhere (which tell who looked) do not come through.
    """
    cell = context.get("cell") or {}
    formulas = _Formulas(
        exclude_anchor_links=True,
        escape=False,
        attachments=_Attachments(cell.get("attachments") or {}),
    )
    html = MarkdownWithMath(renderer=formulas).render(source)
    is_ours = cell.get("id") == SUMMARY_ID
    clean = bleach.clean(
        html,
        tags=_TAGS,
        attributes=_ours_may_stay if is_ours else partial(_may_stay, _page(context)),
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=_OUR_STYLES if is_ours else _STYLES,
        strip=True,
    )
    for plain, better in _BETTER:
        clean = re.sub(plain, better, clean)
    return formulas.put_back(clean)


class _Formulas(IPythonRenderer):
    """nbconvert's renderer, which keeps formulas aside until the rest is cleaned.

    In the text they leave a word of their own, which nobody can guess.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._word = f"formula{secrets.token_hex(16)}n"
        self._kept: list[str] = []

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return self._keep(mathml(body, is_block=True) or escape(f"$${body}$$", quote=False))

    def inline_math(self, body: str) -> str:
        """A formula within the text."""
        return self._keep(mathml(body, is_block=False) or escape(f"${body}$", quote=False))

    def latex_environment(self, name: str, body: str) -> str:
        """A formula between \\begin and \\end."""
        tex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._keep(mathml(tex, is_block=True) or escape(tex, quote=False))

    def put_back(self, html: str) -> str:
        """The text with its formulas."""
        return re.sub(rf"{self._word}(\d+)x", lambda found: self._kept[int(found[1])], html)

    def _keep(self, shown: str) -> str:
        self._kept.append(shown)
        return f"{self._word}{len(self._kept) - 1}x"


def _page(context: Context) -> Budget:
    """What texts may still show on the page that is being made."""
    resources = context.get("resources")
    fresh = Budget(pixels=_PIXELS)
    return fresh if resources is None else resources.setdefault("autograder_budget", fresh)


def _ours_may_stay(tag: str, name: str, value: str) -> bool:
    return name == "style" or (name == "class" and all(map(_OUR_CLASSES.fullmatch, value.split())))


def _may_stay(page: Budget, tag: str, name: str, value: str) -> bool:
    match name:
        case "class":
            return all(map(_CLASSES.fullmatch, value.split()))
        case "src":
            return tag == "img" and _fits(page, value)
        case "href":
            return tag == "a" and not value.lower().lstrip().startswith("data:")
        case "width" | "height":
            return tag == "img" and re.fullmatch(r"\d{1,3}(px)?|\d{1,2}%|100%", value) is not None
        case "align":  # elsewhere it lets text float
            return tag in ("p", "div", "td", "th")
    return name in {"style", "title", "alt", "open", "colspan", "rowspan", "aria-label"}


def _fits(page: Budget, address: str) -> bool:
    """Whether this is the address of a still picture for which the page has pixels left."""
    found = _ADDRESS.match(address)
    still = picture(address[found.end() :], PNG, JPEG) if found else None
    if still is None or not address.startswith(f"data:{still.mime};") or still.pixels > page.pixels:
        return False
    page.pixels -= still.pixels
    return True
