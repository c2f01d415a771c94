"""Formulas as MathML, which browsers show by themselves: no page fetches a script to typeset them.

latex2mathml passes on much of what TeX says (links, styles, boxes of any size), and what stands in `\\text{...}` as it is. So
what comes of it is read again, and shown only when it is nothing but mathematics; otherwise the TeX is shown as text.
"""

import re
from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

MOST_CHARACTERS = 2000  # of one formula
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "mover", "munder"),
    *("munderover", "mtable", "mtr", "mtd", "mstyle", "mspace"),
}  # fmt: skip
# What tells how a sign is drawn, and small sizes: of a space, of a bracket.
_WORDS = {
    *("display", "mathvariant", "accent", "fence", "form", "movablelimits", "stretchy", "separator", "displaystyle"),
    *("scriptlevel", "columnalign"),
}  # fmt: skip
_SIZES = {"width", "minsize", "maxsize"}
_SMALL = re.compile(r"[0-3](\.\d+)?em|negativethinmathspace")


def mathml(tex: str, *, is_block: bool) -> str | None:
    """HTML for a formula; None when it is too long, no TeX, or more than mathematics."""
    if len(tex) > MOST_CHARACTERS:
        return None
    try:
        root = ElementTree.fromstring(convert(tex, display="block" if is_block else "inline"))
        is_shown = "".join(root.itertext()).strip() and all(map(_is_harmless, root.iter()))
        return _html(root) if is_shown else None
    except Exception:  # whatever a student wrote, it is shown as it is
        return None


def _is_harmless(element: ElementTree.Element) -> bool:
    return (
        element.tag.removeprefix(_MATHML) in _TAGS
        and not (element.tail or "").strip()
        and all(
            name in _WORDS or (name in _SIZES and _SMALL.fullmatch(value))
            for name, value in element.attrib.items()
        )
    )


def _html(element: ElementTree.Element) -> str:
    """The element as HTML has it, with no prefix and its text escaped once more."""
    tag = element.tag.removeprefix(_MATHML)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    inner = escape(element.text or "", quote=False) + "".join(map(_html, element))
    return f"<{tag}{attributes}>{inner}</{tag}>"
