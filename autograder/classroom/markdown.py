"""Markdown of students on the pages that nbgrader shows to who grades: feedback and formgrader."""

import re
from functools import cache

import bleach
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter

# What Markdown may become on a grader's screen. Ids are not allowed at all: the formgrader finds the
# input fields of a cell by `#<grade_id>`, and a heading that a student named like another cell would
# take their place.
_TAGS = bleach.ALLOWED_TAGS | {
    *("p", "br", "hr", "div", "span", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "img", "small", "kbd"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "del", "s", "u", "sub", "sup"),
    *("details", "summary", "figure", "figcaption"),
}
_CLASSES = re.compile(
    r"autograder-[a-z]+|(tex2jax|mathjax)_ignore|highlight|hl-\w+|anchor-link|[a-z]{1,2}\d?"
)
_STYLES = CSSSanitizer(
    allowed_css_properties=ALLOWED_CSS_PROPERTIES
    | {"border", "border-left", "border-radius", "margin", "margin-top", "padding", "max-width"}
)


# Bootstrap, which both pages use, draws tables without space between columns unless told so, and the
# `summary` of a hint like any text; a picture whose source was taken away is told of.
_BETTER = (
    ("<table>", '<table class="table table-condensed" style="width:auto">'),
    ("<summary>", '<summary style="display:list-item;cursor:pointer">'),
    (r"<img(?![^>]*\bsrc=)[^>]*>", "[a picture that is not shown]"),
)


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """nbconvert's filter `markdown2html` without what could act in a grader's browser.

    Text answers are the student's; nbgrader shows their raw HTML as it is. Scripts, forms, frames,
    event handlers, ids, and pictures from elsewhere (which tell who looked) do not come through.
    """
    html = _exporter().markdown2html(context, source)
    clean = bleach.clean(
        html,
        tags=_TAGS,
        attributes=_may_stay,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=_STYLES,
        strip=True,
    )
    for plain, better in _BETTER:
        clean = re.sub(plain, better, clean)
    return clean


@cache
def _exporter() -> HTMLExporter:
    # By default it would take templates, and modules that these name, from the current folder.
    return HTMLExporter(exclude_anchor_links=True, extra_template_basedirs=[])


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASSES.fullmatch(word) for word in value.split())
    if name == "src":
        return tag == "img" and re.match(r"data:image/(png|jpeg|gif);base64,", value) is not None
    if name == "href":
        return tag == "a" and not value.lower().lstrip().startswith("data:")
    return name in {
        "style",
        "title",
        "alt",
        "width",
        "height",
        "align",
        "open",
        "colspan",
        "rowspan",
        "aria-label",
    }
