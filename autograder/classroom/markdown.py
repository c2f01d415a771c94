"""Markdown of students on the pages that nbgrader shows to who grades: feedback and formgrader."""

import re
from functools import cache, partial

import bleach
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter

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
# What in TeX makes links, styles and names, boxes of any size, or expands without end.
_ACTING_TEX = re.compile(
    r"\\(?=(href|url|style|class|cssId|data|html\w*|require|script|def|gdef|let|csname|(re)?new(command|environment)"
    r"|unicode|rule|Rule|Space|[hmv]?space|[hm]?skip|m?kern|raise|lower|move(left|right)|above(withdelims)?|genfrac"
    r"|toggle|mathtip|texttip|action|includegraphics)(?![A-Za-z]))"
)


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


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """nbconvert's filter `markdown2html` without what could act in a grader's browser.

    Text answers are the student's; nbgrader shows their raw HTML as it is. Scripts, forms, frames,
    event handlers, ids, and pictures from elsewhere (which tell who looked) do not come through.
    """
    cell = context.get("cell") or {}
    attachments = _Attachments(cell.get("attachments") or {})
    html = _exporter().markdown2html({"cell": {"attachments": attachments}}, source)
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
    # A character of no width ends the command's name before it begins: it is shown, and does nothing.
    return _ACTING_TEX.sub("\\\\\N{WORD JOINER}", clean)


def _page(context: Context) -> Budget:
    """What texts may still show on the page that is being made."""
    resources = context.get("resources")
    fresh = Budget(pixels=_PIXELS)
    return fresh if resources is None else resources.setdefault("autograder_budget", fresh)


@cache
def _exporter() -> HTMLExporter:
    # By default it would take templates, and modules that these name, from the current folder.
    return HTMLExporter(exclude_anchor_links=True, extra_template_basedirs=[])


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
