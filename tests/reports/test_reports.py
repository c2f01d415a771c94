"""The reports of a class, read back as the programs and people that use them would."""

import csv
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import jsonschema
import pytest
from example_class import checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from autograder.course import Course
from autograder.model import CheckResult, Grade, Results, points_text
from autograder.reports.csv import write_csv
from autograder.reports.html import page_name, write_html
from autograder.reports.junit import junit_xml, write_junit
from autograder.reports.schema import generate, schema_text
from autograder.reports.table import class_table
from autograder.reports.text import percent, sandboxes

SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VOID = {"meta", "link", "br", "img", "rect", "line", "input", "hr"}

anything = st.text(st.characters(), max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</style><b>",
        "]]>",
        "&amp;",
        "{{ 7 * 7 }}",
        "[red]x[/red]",
        "\x1b[2J",
        "\ud800",
        "../..",
    ]
)
share = st.floats(0, 1)


@st.composite
def some_check(draw: st.DrawFn) -> CheckResult:
    most = draw(st.floats(0, 100))
    return CheckResult(
        id=draw(anything.filter(bool)), cell=draw(anything.filter(bool)), title=draw(anything),
        status=draw(st.sampled_from(["passed", "failed", "skipped", "error"])),
        points=draw(share) * most, max_points=most, message=draw(anything),
    )  # fmt: skip


@st.composite
def some_grade(draw: st.DrawFn) -> Grade:
    most = draw(st.floats(0, 100))
    return Grade(
        assignment=draw(st.sampled_from(["vae", "gan", "<b>"])), student=draw(anything.filter(bool)),
        status=draw(st.sampled_from(["graded", "rejected", "needs_manual_grade"])), reason=draw(anything),
        score=draw(share) * most, max_score=most, seconds=draw(st.floats(0, 1e4)),
        checks=draw(st.lists(some_check(), max_size=3)),
    )  # fmt: skip


quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
classes = st.lists(some_grade(), max_size=4, unique_by=lambda g: (g.assignment, g.student)).map(
    lambda grades: Results(grades=grades)
)


class Page(HTMLParser):
    """A page's tags, checked to close in order, its links, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.links, self.text = [], set(), [], []
        self._open = []
        self.feed(html)
        self.close()
        assert self._open == [], "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.text.append(data)

    def words(self) -> str:
        return " ".join("".join(self.text).split())


def pages(folder: Path) -> dict[str, Page]:
    return {path.name: Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}


# ---------------------------------------------------------------------------------------------- JSON


def test_the_shipped_schema_is_that_of_the_model() -> None:
    assert generate() == SCHEMA, "run: python -m autograder.reports.schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@quick
@given(classes)
def test_a_results_file_is_valid_and_reads_back_the_same(results: Results) -> None:
    text = results.model_dump_json()
    VALIDATOR.validate(json.loads(text))
    assert Results.model_validate_json(text) == results


def test_the_keys_are_those_of_the_format(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "new" / "results.json")
    written = json.loads((tmp_path / "new" / "results.json").read_text(encoding="utf-8"))
    assert list(written) == ["schema", "grades"]
    assert written["schema"] == 1
    grade = written["grades"][0]
    assert list(grade) == [
        "assignment",
        "student",
        "status",
        "reason",
        "score",
        "max_score",
        "seconds",
        "checks",
        "by_hand",
        "sandbox",
    ]
    assert list(grade["checks"][0]) == ["id", "cell", "title", "status", "points", "max_points", "message"]
    assert Results.read(tmp_path / "new" / "results.json") == results


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"score": 11}, "score"),
        ({"score": float("nan")}, "score"),
        ({"score": -1}, "score"),
        ({"status": "ok"}, "status"),
        ({"student": ""}, "student"),
        ({"bonus": 1}, "bonus"),
    ],
)
def test_a_grade_that_makes_no_sense_is_refused(change: dict, key: str) -> None:
    whole = checked("ada", "ppppp").model_dump()
    with pytest.raises(ValueError, match=key):
        Grade(**{**whole, **change})


def test_a_reason_is_as_long_as_somebody_reads() -> None:
    """Thousands of notebooks in a folder were named in it, on every page and in every cell of the CSV."""
    grade = checked("ada", "ppppp", reason="x, " * 300_000)
    assert 1_000 < len(grade.reason) < 3_000
    grade.reason = "\x1b" * 10_000
    assert len(grade.reason) < 3_000 and "\x1b" not in grade.reason


def test_a_check_cannot_earn_more_than_its_maximum() -> None:
    with pytest.raises(ValueError, match="3.0 points of at most 2.0"):
        CheckResult(id="a", cell="a", title="A.", status="passed", points=3, max_points=2)


# --------------------------------------------------------------------------------------------- JUnit


def test_junit_has_a_suite_per_submission_and_a_case_per_check(results: Results, tmp_path: Path) -> None:
    write_junit(results, tmp_path / "new" / "junit.xml")
    suites = ElementTree.parse(tmp_path / "new" / "junit.xml").getroot()
    counts = {
        suite.get("name"): tuple(int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped"))
        for suite in suites
    }
    assert counts == {
        "vae/ada": (5, 0, 0, 0),
        "vae/ben": (5, 1, 0, 1),
        "vae/cleo": (5, 3, 0, 1),
        "vae/dora": (6, 0, 2, 0),
        "vae/broken": (1, 1, 0, 0),
        "vae/<script>alert(1)</script>": (5, 5, 0, 0),
    }
    assert [suites.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["27", "10", "2", "2"]
    failure = suites[1].find("testcase/failure")
    assert failure.get("message").startswith("Your code raised InvalidArgumentError")
    assert "line 3, in kl_divergence" in failure.text
    assert suites[4].find("testcase/failure").get("message").startswith("not a notebook")
    properties = {p.get("name"): p.get("value") for p in suites[1].findall("properties/property")}
    assert (properties["score"], properties["max_score"]) == ("8.0", "10.0")


@quick
@given(classes)
def test_junit_is_wellformed_whatever_the_messages(results: Results) -> None:
    suites = ElementTree.fromstring(junit_xml(results))
    names = [f"{grade.assignment}/{grade.student}" for grade in results.grades]
    assert [suite.get("name") for suite in suites] == (names or ["autograder"])
    for suite, grade in zip(suites, results.grades, strict=False):
        cases = suite.findall("testcase")
        assert len(cases) == len(grade.checks) + (grade.status != "graded" or not grade.checks)


# ----------------------------------------------------------------------------------------------- CSV


def test_csv_has_a_row_per_submission(results: Results, tmp_path: Path) -> None:
    write_csv(results, tmp_path / "new" / "grades.csv")
    with (tmp_path / "new" / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["score"], row["failed"]) for row in rows[:2]] == [
        ("ada", "10", "0"),
        ("ben", "8", "1"),
    ]
    assert [row["status"] for row in rows[3:5]] == ["needs_manual_grade", "rejected"]


@pytest.mark.parametrize(
    "student",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        '"=1',
        "＝1",
        "－1",
        "＠A1",
        "﹢1",
        "−1",
    ],
)
def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path, student: str) -> None:
    write_csv(Results(grades=[checked(student, "ppppp", reason=student)]), tmp_path / "grades.csv")
    [row] = csv.DictReader(StringIO((tmp_path / "grades.csv").read_text(encoding="utf-8"), newline=""))
    assert row["student"].startswith("'")
    assert row["reason"].startswith("'")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "\n"])
def test_no_cell_of_the_csv_is_a_formula_where_cells_end_elsewhere(tmp_path: Path, separator: str) -> None:
    """Which character ends a cell depends on the spreadsheet's language; some see quotes only where a cell starts."""
    reason = f'a{separator}=1{separator} "@A1'
    write_csv(Results(grades=[checked("ada", "ppppp", reason=reason)]), tmp_path / "grades.csv")
    cells = re.split(rf"[{re.escape(separator)}\n]", (tmp_path / "grades.csv").read_text(encoding="utf-8"))
    assert not any(cell.lstrip("\"' ").startswith(("=", "@")) and not cell.startswith("'") for cell in cells)
    assert sum("'" in cell for cell in cells) == 2


# --------------------------------------------------------------------------------------------- table


def printed(results: Results, width: int = 120) -> str:
    console = Console(width=width, file=StringIO(), force_terminal=False)
    console.print(class_table(results))
    return console.file.getvalue()


def test_the_table_shows_the_class(results: Results) -> None:
    lines = printed(results).splitlines()
    [ben] = [line for line in lines if "ben" in line]
    assert ben.split() == [
        "ben",
        "8/10",
        "graded",
        "3",
        "1",
        "1",
        "3.2",
        *["cell", "kl_divergence", "was", "missing", "and", "was", "restored"],
    ]
    assert "6 in all" in lines[-2]
    assert "ø" in lines[-2]


@quick
@given(classes, st.sampled_from([60, 80, 120]))
def test_the_table_prints_nothing_that_a_terminal_obeys(results: Results, width: int) -> None:
    text = printed(results, width)
    assert not [c for c in text if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]


def test_ids_are_no_markup() -> None:
    assert "[bold]ada[/bold]" in printed(Results(grades=[checked("[bold]ada[/bold]", "ppppp")]))


# ---------------------------------------------------------------------------------------------- HTML


def test_the_index_shows_the_class_and_links_every_student(
    results: Results, course: Course, tmp_path: Path
) -> None:
    index = write_html(results, tmp_path / "new", course)
    page = Page(index.read_text(encoding="utf-8"))
    targets = [link for link in page.links if link.startswith("students/")]
    assert len(targets) == len(results.grades)
    for target, grade in zip(targets, results.grades, strict=True):
        student = Page((index.parent / target).read_text(encoding="utf-8"))
        assert grade.student in student.words()
        assert (index.parent / target).resolve().parent == index.parent.resolve() / "students"
    words = page.words()
    assert "Variational autoencoder vae" in words
    assert "submissions 6 mean 3.75 / 10 median 2.25 / 10 rejected 1 need manual grade 1" in words
    assert "The KL divergence equals its closed form. 40 % 2/5" in words
    assert "cell kl_divergence was missing and was restored" in words


def test_the_histogram_counts_everybody_once(results: Results, course: Course, tmp_path: Path) -> None:
    html = write_html(results, tmp_path, course).read_text(encoding="utf-8")
    label = html.split('aria-label="Histogram of marks: ')[1].split('"')[0]
    # 10, 8, 0.5, 4, 0 and 0 points
    assert label == "3 from 0 to 1 points; 1 from 4 to 5 points; 1 from 8 to 9 points; 1 from 9 to 10 points"


def test_a_students_page_says_what_to_mend(results: Results, course: Course, tmp_path: Path) -> None:
    write_html(results, tmp_path, course)
    html = (tmp_path / "students" / page_name(results.grades[1])).read_text(encoding="utf-8")
    words = Page(html).words()
    assert "8 of 10 points" in words
    assert "3 passed, 1 failed, 1 skipped" in words
    assert "kl_divergence 0 / 2" in words
    assert "failed: The KL divergence is one number." in words
    assert (
        "Hint: Sum over the latent axis, average over the batch; look at the sign and the factor 1/2."
        in words
    )
    assert "<pre>line 3, in kl_divergence: return tf.reduce_mean(kl, axis=2)</pre>" in html
    assert "<code>1/2</code>" in html


def test_the_pages_name_the_sandbox(results: Results, course: Course, tmp_path: Path) -> None:
    ran = [grade.model_copy(update={"sandbox": "landlock"}) for grade in results.grades]
    write_html(Results(grades=ran), tmp_path, course)
    said = "Student code ran in the sandbox landlock."
    for path in (tmp_path / "index.html", tmp_path / "students" / page_name(ran[0])):
        assert said in path.read_text()
    assert sandboxes(ran) == said and sandboxes([]) == ""
    assert "bubblewrap or landlock" in sandboxes(
        [ran[0], ran[0].model_copy(update={"sandbox": "bubblewrap"})]
    )


@quick
@given(results=classes)
def test_pages_are_wellformed_and_hold_no_foreign_markup(course: Course, results: Results) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_html(results, folder, course)
        found = pages(folder)
        assert len(found) == 1 + len(results.grades)
        for name, page in found.items():
            assert page.tags.count("script") == (name == "index.html"), "no script but ours"
            assert not {"img", "iframe", "object", "link", "form"} & set(page.tags)
            assert not [attribute for attribute in page.attributes if attribute.startswith("on")]
            assert not [link for link in page.links if "://" in link or link.startswith("//")]
        index = found["index.html"].words()
        for grade in results.grades:
            assert " ".join(grade.student.split()) in index
            assert " ".join(grade.student.split()) in found[page_name(grade)].words()


@quick
@given(st.text(min_size=1), st.text(min_size=1))
def test_page_names_are_safe_and_tell_students_apart(one: str, other: str) -> None:
    names = [page_name(checked(student, "ppppp")) for student in (one, other)]
    for name in names:
        assert name.isascii()
        assert len(name) < 100
        assert not set(name) & set('/\\:*?"<>| %#.') - {"."}
        assert name.endswith(".html")
        assert not name.startswith((".", "-"))
    same = checked(one, "ppppp").student == checked(other, "ppppp").student
    assert (names[0].lower() == names[1].lower()) == same


def test_pages_of_an_earlier_run_are_removed_and_nothing_else(
    results: Results, course: Course, tmp_path: Path
) -> None:
    write_html(results, tmp_path, course)
    (tmp_path / "students" / "notes.html").touch()
    write_html(Results(grades=results.grades[:1]), tmp_path, course)
    assert sorted(p.name for p in (tmp_path / "students").iterdir()) == sorted(
        ["notes.html", page_name(results.grades[0])]
    )


def test_a_browser_runs_the_pages_script_and_nothing_else(
    results: Results, course: Course, tmp_path: Path
) -> None:
    """The content security policy allows the sort script: it turns the headings into buttons."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no chromium on this machine")
    index = write_html(results, tmp_path / "pages", course)
    intruder = "<script>document.body.append('intruder was here')</script>"
    index.write_text(
        index.read_text(encoding="utf-8").replace("</main>", f"{intruder}</main>"), encoding="utf-8"
    )
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
    done = subprocess.run(
        [browser, *flags, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", index.as_uri()],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.count('<button type="button">') == 8
    assert done.stdout.count("intruder was here") == 1, "only in the source of the script that may not run"


# ------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "text"), [(2, "2"), (0, "0"), (1.5, "1.5"), (2 / 3, "0.67"), (19.999999, "20"), (100, "100")]
)
def test_points_are_written_short(value: float, text: str) -> None:
    assert points_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 %"), (1, "100 %"), (0.999, "99 %"), (0.001, "1 %"), (1 / 3, "33 %")]
)
def test_a_share_is_all_or_nothing_only_when_it_is(value: float, text: str) -> None:
    assert percent(value) == text
