"""JUnit XML of a class's grades, for CI systems: a test suite per submission, a test case per check."""

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from autograder.files import write_whole
from autograder.model import CheckResult, Grade, Results

_CHILD_OF_STATUS = {"failed": "failure", "error": "error", "skipped": "skipped"}


def junit_xml(results: Results) -> bytes:
    """The whole results as one `<testsuites>` document in UTF-8.

    A submission that was rejected or is missing, or that needs a human grader, has one more case, `submission`,
    which failed (rejected, missing) or is in error and carries the reason. Where nothing was graded, or by no check, there
    is such a case, too: a file without a case would count as passed.
    """
    suites = Element("testsuites", name="autograder")
    for grade in results.grades:
        suites.append(_suite(grade))
    if not results.grades:
        nothing = SubElement(suites, "testsuite", name="autograder", time="0")
        _whole(nothing, "autograder", "error", "nothing was graded")
        _count(nothing)
    _total(suites, list(suites))
    suites.set("time", f"{sum(grade.seconds for grade in results.grades):.3f}")
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)


def write_junit(results: Results, path: Path) -> None:
    """Write `junit_xml(results)`, making the file's folder where needed."""
    write_whole(path, junit_xml(results))


def _suite(grade: Grade) -> Element:
    suite = Element("testsuite", name=f"{grade.assignment}/{grade.student}", time=f"{grade.seconds:.3f}")
    properties = SubElement(suite, "properties")
    for name in ("assignment", "student", "status", "score", "max_score", "sandbox"):
        SubElement(properties, "property", name=name, value=str(getattr(grade, name)))
    for check in grade.checks:
        _case(suite, grade, check)
    if grade.status != "graded":
        _whole(
            suite,
            grade.assignment,
            "error" if grade.status == "needs_manual_grade" else "failure",
            grade.reason,
        )
    elif not grade.checks:
        _whole(suite, grade.assignment, "error", "no check was run")
    _count(suite)
    return suite


def _whole(suite: Element, name: str, kind: str, message: str) -> None:
    """What is said of a submission as a whole."""
    case = SubElement(suite, "testcase", classname=name, name="submission", time="0")
    SubElement(case, kind, message=message)


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(sum(case.find(tag) is not None for case in cases)))


def _case(suite: Element, grade: Grade, check: CheckResult) -> None:
    # The time of a single check is not measured apart; the suite carries the whole.
    case = SubElement(
        suite,
        "testcase",
        classname=f"{grade.assignment}.{check.cell}",
        name=check.title or check.id,
        time="0",
    )
    if check.status in _CHILD_OF_STATUS:
        first_line = check.message.strip().split("\n", 1)[0]
        SubElement(case, _CHILD_OF_STATUS[check.status], message=first_line).text = check.message


def _total(suites: Element, children: list[Element]) -> None:
    for key in ("tests", "failures", "errors", "skipped"):
        suites.set(key, str(sum(int(child.get(key, "0")) for child in children)))
