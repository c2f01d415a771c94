"""Text answers are shown to graders as text: nothing in them acts in the grader's browser."""

import base64
import struct

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.grading import feedback
from autograder.model import Grade
from autograder.sandbox.pictures import PNG_START


def shown(markdown: str, **cell: str) -> Tag:
    """The cell in a page made by nbconvert with the filter that nbgrader_config.py sets."""
    config = Config(
        {"HTMLExporter": {"filters": {"markdown2html": "autograder.classroom.markdown.safe_markdown"}}}
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown, **cell)])
    html, _ = HTMLExporter(config=config, template_name="basic").from_notebook_node(notebook)
    return BeautifulSoup(html, "html.parser").find(class_="text_cell_render")


def picture(width: int, height: int, chunk: bytes = b"") -> str:
    """The address of a PNG of that size, or of what begins like one."""
    size = struct.pack(">II", width, height)
    return f"data:image/png;base64,{base64.b64encode(PNG_START + size + chunk + b'IDAT').decode()}"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><circle/></svg>",
        "<iframe src='https://example.org'></iframe>",
        "<form action='/formgrader/api/grade/1'><input name='manual_score' value='2'><button>x</button></form>",
        "[click](javascript:alert(1))",
        "[click](data:text/html,<script>alert(1)</script>)",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<style>.score{display:none}</style>",
        "<link rel=stylesheet href=https://example.org/x.css>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
        "![](https://example.org/who-looked.png)",
        "![](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)",
        '<p style="background:url(https://example.org/x.png);position:fixed">x</p>',
    ],
)
def test_nothing_acts(attack: str):
    page = shown(f"Before\n\n{attack}\n\nAfter")
    acting = ["script", "iframe", "form", "input", "button", "svg", "style", "link", "meta", "math", "object"]
    assert not page.find_all(acting)
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        for address in (tag.get("href", ""), tag.get("src", "")):
            assert not address.startswith(("javascript:", "data:text", "data:image/svg"))
        assert tag.name != "img" or tag["src"].startswith("data:image/png")
        assert "url(" not in tag.get("style", "") and "position" not in tag.get("style", "")
    assert "Before" in page.text and "After" in page.text


@pytest.mark.parametrize(
    "attack",
    [
        "# question_samples",
        "<div id='test_vae_model' class='nbgrader_cell score'>x</div>",
        "<a name='test_vae_model' class='full-credit'>x</a>",
    ],
)
def test_no_cell_can_pass_for_another_in_the_formgrader(attack: str):
    """It finds a cell's input field by `#<grade_id>` and `.score`: full credit would go elsewhere."""
    page = shown(attack)
    for tag in page.find_all(True):
        assert not {"id", "name"} & tag.attrs.keys()
        assert not {"nbgrader_cell", "score", "full-credit"} & set(tag.get("class", []))


@pytest.mark.parametrize(
    "attack",
    [
        "<div class='autograder-summary' style='border:1px solid #d0d7de;padding:8px;max-width:58em'>20 of 20</div>",
        "<div class='mathjax_ignore' style='margin-top:-4000px;height:4000px;background-color:white'>x</div>",
        "<p style='float:left;width:9999px;position:fixed;display:block;line-height:0;font-size:0'>x</p>",
        "<img src='PICTURE' align='left' width='99999' height='100000px' style='margin:-1px'>",
        "<table align='left' width='100%' height='9999'><tr><td width='999'>x</td></tr></table>",
    ],
)
def test_nothing_covers_moves_or_looks_like_the_graders_own(attack: str):
    page = shown(attack.replace("PICTURE", picture(3, 2)))
    for tag in page.find_all(True):
        assert not any(word.startswith(("autograder", "mathjax", "tex2jax")) for word in tag.get("class", []))
        style = tag.get("style", "").replace(" ", "")
        assert style in ("", "background-color:white;", "width:auto"), style
        assert not {"width", "height", "align"} & tag.attrs.keys()


def test_the_summary_of_a_grade_keeps_its_looks():
    grade = Grade(assignment="vae", student="ada", status="graded", score=1, max_score=2, seconds=1)
    [cell] = feedback.attach(nbformat.v4.new_notebook(), grade).cells
    summary = shown(cell.source, id=cell.id).find(class_="autograder-summary")
    assert "mathjax_ignore" in summary["class"] and "border-left" in summary["style"]
    assert not shown(cell.source).find(class_="autograder-summary")


def test_pictures_have_one_budget_of_pixels_for_a_page():
    large = "".join(f"![{n}]({picture(4096, 1024 - n)})\n" for n in range(8))
    assert len(shown(large).find_all("img")) == 4
    assert not shown(f"![x]({picture(9800, 9800)})").img
    assert not shown(f"![x]({picture(3, 2, b'acTL')})").img, "an animation"
    assert not shown("![x](data:image/gif;base64,R0lGODlhAQABAAAAACw=)").img


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\def\a{\a\a}\a",
        r"\style{position:fixed;top:0}{x}",
        r"\class{btn}{x}",
        r"\cssId{test_kl_divergence}{x}",
        r"\require{action}\rule{99999em}{99999em}",
        r"\begin{x}\newcommand{\a}{x}\end{x}",
    ],
)
def test_formulas_make_no_links_names_and_boxes(tex: str):
    page = shown(f"before ${tex}$ after")
    assert tex in page.text or "cssId" in page.find("math").text, "it is shown, and does nothing"
    assert not page.find_all(href=True) and not page.find_all(id=True) and not page.find("mspace")


@pytest.mark.parametrize(
    "tex",
    [
        r"\mathbb{E}[\log p] \le \frac12 \sum_i \mu_i^2 \hat\rho \left(x\right)",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        r"a \, b \quad \bigl| c \bigr|",
    ],
)
def test_mathematics_is_shown_without_a_script(tex: str):
    for page in (shown(f"${tex}$"), shown(f"$${tex}$$")):
        assert page.find("math").find("mi") and "$" not in page.text and "\\" not in page.text
    assert shown(f"$${tex}$$").find("math")["display"] == "block"


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<img src=x onerror=alert(1)>}", r"\text{<mi>x</mi></mtext></math><script>alert(1)</script>}",
        r"\rule{999em}{999em}x", r"\hspace{999em}x", r"\raise 99em x", r"\color{white}x", "{" * 900 + "x" + "}" * 900,
        r"\frac{", "x" * 5000, "x^" * 900 + "x",
    ],
)  # fmt: skip
def test_what_is_more_than_mathematics_is_shown_as_it_was_written(tex: str):
    page = shown(f"${tex}$")
    assert (
        not page.find("math") and not page.find("img") and not page.find("script") and f"${tex}$" in page.text
    )


def test_no_text_can_name_a_formula_of_another_place():
    assert shown(r"formula00n0x $x$").text.strip().startswith("formula00n0x")


def test_what_an_answer_needs_is_shown():
    page = shown(
        "# Heading\n\n**bold** `code` [link](https://example.org) $a < b$\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\n```python\nx = 1\n```\n\n"
        f"<details><summary>Hint</summary>inside</details>\n\n![dot]({picture(3, 2)})"
    )
    for tag in ("h1", "strong", "code", "table", "th", "td", "ol", "li", "pre", "details", "summary"):
        assert page.find(tag), tag
    assert page.find("a", href="https://example.org")
    assert page.find("img", src=picture(3, 2))
    assert page.find("math").text == "a<b"


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg"])
def test_an_attached_picture_is_shown(mime: str):
    jpeg = base64.b64encode(b"\xff\xd8\xff\xc0\0\x11\x08\0\4\0\4\3").decode()
    data = picture(4, 4).partition(",")[2] if mime == "image/png" else jpeg
    page = shown("Look: ![](attachment:one)", attachments={"one": {mime: data}})
    assert page.img["src"] == f"data:{mime};base64,{data}"


@pytest.mark.parametrize(
    "source", ["![](attachment:none.png)", "![](&#97;ttachment:x)", "![][a]\n\n[a]: attachment:y"]
)
@pytest.mark.parametrize("attachments", [{}, {"none.png": {"image/svg+xml": "<svg onload='alert(1)'/>"}}])
def test_a_picture_that_is_not_there_leaves_the_page_whole(source: str, attachments: dict):
    page = shown(f"Before {source}", attachments=attachments)
    assert "Before" in page.text and "[a picture that is not shown]" in page.text and not page.img
