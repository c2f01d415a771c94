"""The course's website: what the repository says, laid out as pages and built by Sphinx.

    make site                                       what is out today, lectures executed, into site/
    python docs/site/build.py --out DIR --unexecuted    the same without running the lectures
    python docs/site/build.py --date 2027-03-01     the assignments that are out by then: later ones hold solutions of earlier ones

Pages come from where they are kept: README, docs/, lectures/, the released notebooks, the data cards. Nothing of
`solutions/` is laid out but the figures of `results.yml`.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from autograder.course import Course, load_course
from autograder.notebook import BEGIN_SOLUTION
from autograder.options import a_date
from autograder.reports import reached

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
GUIDES = (
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
    *("CONTRIBUTING.md", "SECURITY.md", "bench/README.md"),
)
API = ("data", "plots", "training", "check", "debugger", "digits", "features", "probe.backend")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)")
_FENCED = re.compile(r"^( *)```python\n.*?^\1```\n", re.DOTALL | re.MULTILINE)
_PRIVATE_COMMENT = re.compile(r"[ \t]*<!-- (?!end)[^\n]*? -->")


def lay_out(course: Course, source: Path, out_by: date) -> None:
    """Put the site's pages, as Sphinx reads them, into the folder ``source``."""
    pages = [*GUIDES, *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "datasets").glob("*.md")))]
    lectures = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "lectures").glob("*.ipynb"))]
    out = [
        id
        for id, assignment in course.assignments.items()
        if course.release_notebook(id).is_file() and assignment.release <= out_by
    ]
    own = [path.name for path in sorted(HERE.glob("*.md"))]
    known = {*pages, *lectures, *own, *(f"assignments/{id}/{id}.ipynb" for id in out)}
    shutil.copytree(ROOT / "docs" / "pictures", source / "docs" / "pictures")
    shutil.copytree(HERE / "static", source / "static")
    for name in ("conf.py", "mathml.py"):
        shutil.copy(HERE / name, source)
    for name in pages:
        _put(source / name, _linked(name, (ROOT / name).read_text(encoding="utf-8"), known))
    for name in own:
        _put(source / name, (HERE / name).read_text(encoding="utf-8"))
    for name in lectures:
        _put(source / name, (ROOT / name).read_text(encoding="utf-8"))
    for id in out:
        _put(source / "assignments" / id / f"{id}.ipynb", _brief(course, id))
    _put(source / "labkit.md", _api())
    _put(source / "syllabus.md", _syllabus(course, out))
    _put(source / "index.md", _index(course, lectures, out))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _linked(name: str, text: str, known: set[str]) -> str:
    """A page's text without solutions that are shown as examples; links to what the site does not hold are plain text."""

    def link(match: re.Match) -> str:
        target = (ROOT / name).parent.joinpath(match[2]).resolve()
        is_known = target.is_relative_to(ROOT) and str(target.relative_to(ROOT)) in known
        return match[0] if is_known else match[1]

    return _FENCED.sub(lambda block: "" if BEGIN_SOLUTION in block[0] else block[0], _LINK.sub(link, text))


def _brief(course: Course, id: str) -> str:
    """The notebook that students get, with what the course says of it on top."""
    notebook = json.loads(course.release_notebook(id).read_bytes())
    assignment, known = course.assignment(id), reached.of(course, id)
    facts = [
        f"**Out** {assignment.release}, **due** {assignment.due:%Y-%m-%d %H:%M %Z}; {course.worth(id)}.",
        *([f"**The reference reached** {known.sentence()}"] if known and known.result else []),
        f"Fill it in as [the students' page](../../docs/student.md) says; it is `assignments/{id}/{id}.ipynb`.",
    ]
    note = {"cell_type": "markdown", "id": "of-the-site", "metadata": {}, "source": "\n\n".join(facts)}
    notebook["cells"].insert(1, note)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = _PRIVATE_COMMENT.sub("", cell["source"])
    notebook["metadata"]["mystnb"] = {"execution_mode": "off"}
    return json.dumps(notebook)


def _api() -> str:
    modules = "\n".join(f"## {name}\n\n```{{automodule}} labkit.{name}\n:members:\n```\n" for name in API)
    return f"# labkit\n\nWhat notebooks import: data, plots, helpers for training.\n\n{modules}"


def _syllabus(course: Course, out: list[str]) -> str:
    rows = "".join(_row(course, id, id in out) for id in course.assignments)
    return (
        "# Syllabus\n\nEach assignment is out from its first day, and due at the end of its last.\n\n"
        "| Assignment | Framework | Out | Due | Points |\n| --- | --- | --- | --- | --- |\n" + rows
    )


def _row(course: Course, id: str, is_out: bool) -> str:
    assignment = course.assignment(id)
    title = f"[{assignment.title}](assignments/{id}/{id}.ipynb)" if is_out else assignment.title
    worth = course.worth(id) if course.release_notebook(id).is_file() else ""
    due = f"{assignment.due:%Y-%m-%d %H:%M}"
    return f"| {title} | {assignment.framework} | {assignment.release} | {due} | {worth} |\n"


def _index(course: Course, lectures: list[str], out: list[str]) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    introduction = text.partition("```bash")[0].partition("\n")[2].strip()
    parts = {
        "The course": ["syllabus", *(path.stem for path in sorted(HERE.glob("*.md")))],
        "Lectures": [name.removesuffix(".ipynb") for name in lectures],
        "Assignments": [f"assignments/{id}/{id}" for id in out],
        "Data": [f"datasets/{path.stem}" for path in sorted((ROOT / "datasets").glob("*.md"))],
        "Guides": [guide.removesuffix(".md") for guide in GUIDES],
        "Reference": ["labkit"],
    }
    links = "\n".join(f"| {caption} | {_links(names)} |" for caption, names in parts.items() if names)
    trees = "\n".join(_tree(caption, names) for caption, names in parts.items() if names)
    return f"# Deep generative models\n\n{introduction}\n\n| | |\n| --- | --- |\n{links}\n\n{trees}"


def _links(names: list[str]) -> str:
    return " · ".join(f"{{doc}}`{name}`" for name in names)


def _tree(caption: str, names: list[str]) -> str:
    return "\n".join(["```{toctree}", ":hidden:", ":titlesonly:", f":caption: {caption}\n", *names, "```\n"])


def build(course: Course, out: Path, *, out_by: date, executed: bool = True) -> int:
    """Build the site into ``out``; Sphinx's exit code, not 0 when it warns of anything."""
    with tempfile.TemporaryDirectory(prefix="site-") as scratch:
        lay_out(course, Path(scratch), out_by)
        command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
        mode = f"nb_execution_mode={'force' if executed else 'off'}"
        code = subprocess.run([*command, "-D", mode, scratch, str(out)], check=False).returncode
    # what Sphinx and the theme keep for themselves
    for left in (
        out / ".doctrees",
        out / ".buildinfo",
        out / "objects.inv",
        *out.glob("_static/*macros.html"),
    ):
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return code


def missing(site: Path) -> Iterator[str]:
    """Links of the site that lead nowhere within it, and what its pages would fetch from elsewhere."""
    from bs4 import BeautifulSoup

    pages = {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in site.rglob("*.html")
    }
    anchors = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    for path, page in pages.items():
        for tag in page.find_all(["a", "img", "link", "script", "iframe"]):
            name = "href" if tag.name in ("a", "link") else "src"
            address = tag.get(name, "")
            if address.startswith(("http:", "https:", "//")):
                if tag.name != "a" and "canonical" not in tag.get("rel", []):
                    yield f"{path.relative_to(site)}: would fetch {address}"
                continue
            if not address or address.startswith(("mailto:", "data:", "javascript:")):
                continue
            target, _, anchor = address.partition("#")
            target = (path.parent / target.partition("?")[0]).resolve() if target else path
            if not target.is_file() or (anchor and target in anchors and anchor not in anchors[target]):
                yield f"{path.relative_to(site)}: {address} leads nowhere"


def main(arguments: list[str] | None = None) -> int:
    """Command line; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description="Build the course's website.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", metavar="DIR", help="default: site/")
    parser.add_argument(
        "--date", type=a_date, default=date.today(), help="what is out by then; today by default"
    )
    parser.add_argument("--unexecuted", action="store_true", help="do not run the lectures")
    options = parser.parse_args(arguments)
    shutil.rmtree(options.out, ignore_errors=True)
    code = build(load_course(ROOT), options.out, out_by=options.date, executed=not options.unexecuted)
    problems = sorted(set(missing(options.out))) if not code else ["Sphinx complained, see above"]
    for problem in problems:
        print(problem)
    print(f"{options.out}: {'the site' if not problems else 'not as it should be'}")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
