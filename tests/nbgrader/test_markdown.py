"""Text answers are shown to graders as text: nothing in them acts in the grader's browser."""

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config


def shown(markdown: str) -> Tag:
    """The cell in a page made by nbconvert with the filter that nbgrader_config.py sets."""
    config = Config(
        {"HTMLExporter": {"filters": {"markdown2html": "autograder.classroom.markdown.safe_markdown"}}}
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown)])
    html, _ = HTMLExporter(config=config, template_name="basic").from_notebook_node(notebook)
    return BeautifulSoup(html, "html.parser").find(class_="text_cell_render")


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


def test_what_an_answer_needs_is_shown():
    page = shown(
        "# Heading\n\n**bold** `code` [link](https://example.org) $a < b$\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\n```python\nx = 1\n```\n\n"
        "<details><summary>Hint</summary>inside</details>\n\n![dot](data:image/png;base64,iVBORw0KGgo=)"
    )
    for tag in ("h1", "strong", "code", "table", "th", "td", "ol", "li", "pre", "details", "summary"):
        assert page.find(tag), tag
    assert page.find("a", href="https://example.org")
    assert page.find("img", src="data:image/png;base64,iVBORw0KGgo=")
    assert "$a < b$" in page.text, "left to MathJax"
