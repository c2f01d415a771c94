"""How well the checks judge: every known submission is graded, and what should have come of it compared.

The reference must get full marks and the untouched release none; a wrong submission must fail exactly the checks
that its header names; a right one must get full marks; and every check must be failed by some wrong submission,
else nothing shows that it is needed. The visible tests must say what the checks say; and where the notebook's sentences
have ids, each must be asked and met: see autograder.trials.contract.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tqdm import tqdm

from autograder.batch.pool import Grader, grade_many
from autograder.batch.submissions import Submission
from autograder.checks.runner import Outcome
from autograder.course import Course
from autograder.model import CheckResult, Grade, points_text
from autograder.seeds import fresh_seed
from autograder.trials import joint, scenarios
from autograder.trials.contract import Contract
from autograder.trials.scenarios import Scenario
from autograder.trials.sentences import Sentence, unmet
from autograder.trials.visible import run_visible_tests

REFERENCE, UNTOUCHED = "reference", "untouched release"
SIGNS = {"passed": " ", "failed": "✗", "skipped": "·", "error": "E"}
WIDTH, NAME_WIDTH = 110, 48


@dataclass(frozen=True)
class Verdict:
    """What came of one submission. complaint: what should have been otherwise, "" when all is well.

    scenario: where it comes from; None for the reference and the release
    """

    kind: str
    name: str
    summary: str
    grade: Grade
    complaint: str
    scenario: Scenario | None = None

    def lost(self, cell: str) -> float:
        """Points lost in a cell."""
        return sum(check.max_points - check.points for check in self.grade.checks if check.cell == cell)

    def fails(self, check: Outcome) -> bool:
        """Whether it fails this check."""
        key, failed = (check.cell, check.id), (c for c in self.grade.checks if c.status == "failed")
        return key in ((c.cell, c.id) for c in failed)


@dataclass(frozen=True)
class Accuracy:
    """What came of all submissions of an assignment.

    stopped: why they could not all be graded; contract: what the notebook pins, and which checks ask it
    unsaid: the sentences of the checks that no wrong submission met
    """

    assignment: str
    seed: int
    verdicts: list[Verdict]
    stopped: str = ""
    contract: Contract = field(default_factory=Contract)
    unsaid: list[Sentence] = field(default_factory=list)

    @property
    def checks(self) -> list[CheckResult]:
        """The assignment's checks, as the reference was graded by them."""
        return next((v.grade.checks for v in self.verdicts if v.name == REFERENCE), [])

    @property
    def unneeded(self) -> list[str]:
        """Checks that no wrong submission fails."""
        failed = {check.id for v in self.of("wrong") for check in v.grade.checks if check.status == "failed"}
        return [check.id for check in self.checks if check.id not in failed]

    @property
    def complaints(self) -> list[str]:
        """All that is not as it should be, a paragraph each; empty when the checks judge well."""
        found = [f"{v.kind}/{v.name}: {v.complaint}" for v in self.verdicts if v.complaint]
        unneeded = [f"no wrong submission fails {id}: is it needed?" for id in self.unneeded]
        stopped = [self.stopped] if self.stopped else []
        return [*stopped, *found, *unneeded, *self.contract.complaints(self.of("wrong"))]

    def of(self, kind: str) -> list[Verdict]:
        """The verdicts on submissions of one kind: given, wrong or right."""
        return [v for v in self.verdicts if v.kind == kind]

    def __str__(self) -> str:
        """The tables, the complaints, and a line that sums up."""
        complaints = [f"  {line}" for complaint in self.complaints for line in complaint.splitlines()]
        parts = ["\n".join(block) for block in (*self._tables(), *self._lists()) if block]
        if complaints:
            parts.append("\n".join(["What is not as it should be", *complaints]))
        return "\n\n".join([*parts, f"{self.assignment}: {self.summary()}"])

    def summary(self) -> str:
        """One line: how many were caught or escaped, got full marks or failed, and with which seed."""
        wrong, right, unneeded = self.of("wrong"), self.of("right"), self.unneeded
        escaped = sum(v.grade.score >= v.grade.max_score for v in wrong)
        inexact = sum(bool(v.complaint) for v in wrong) - escaped
        failed = sum(bool(v.complaint) for v in right)
        parts = [
            f"{len(wrong) - escaped} wrong caught, {escaped} escaped",
            *([f"{inexact} not exactly as their files say"] if inexact else []),
            f"{len(right) - failed} right full, {failed} failed",
            *[f"the {v.name}: {v.grade.score:g}/{v.grade.max_score:g}" for v in self.of("given")],
            f"checks that nothing fails: {len(unneeded)}" if unneeded else "every check is needed",
        ]
        return "; ".join([*(["STOPPED"] if self.stopped else []), *parts]) + f" (seed {self.seed})"

    def _tables(self) -> Iterator[list[str]]:
        """For each cell, its checks against the wrong submissions that lose points in it, the dearest first."""
        for cell in dict.fromkeys(check.cell for check in self.checks):
            checks = [check for check in self.checks if check.cell == cell]
            losers = sorted((v for v in self.of("wrong") if v.lost(cell) > 0), key=lambda v: -v.lost(cell))
            numbers = [f"{number:2}" for number in range(1, len(losers) + 1)]
            title = f"{cell}, points: {sum(check.max_points for check in checks):g}"
            rows = {" " * len(title): [n[0] for n in numbers], title: [n[1] for n in numbers]}
            rows |= {f"  {check.id}": list(_signs(check, losers)) for check in checks}
            yield [
                *[
                    f"{name:{NAME_WIDTH}}{' '.join(signs)}"
                    for name, signs in rows.items()
                    if name.strip() or losers[9:]
                ],
                *[
                    shorten(f"{n}  −{points_text(v.lost(cell)):4}  {v.name}: {v.summary}", WIDTH)
                    for n, v in zip(numbers, losers, strict=True)
                ],
            ]

    def _lists(self) -> Iterator[list[str]]:
        """The requirements with the checks that ask them and who meets them; the sentences that nobody meets."""
        if rows := self.contract.rows(self.of("wrong")):
            yield [
                "Requirements, the checks that ask them, and the wrong submissions that meet them",
                *map(str, rows),
            ]
        if self.unsaid:
            lines = (shorten(f"  {s.place}: {' '.join(s.text.split())}", WIDTH) for s in self.unsaid)
            yield ["Sentences that no wrong submission meets", *lines]


def _signs(check: CheckResult, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """What came of a check in each of the submissions, as a sign."""
    for verdict in verdicts:
        status = next((c.status for c in verdict.grade.checks if c.id == check.id), "skipped")
        yield SIGNS[status]


def shorten(line: str, width: int) -> str:
    """``line``, cut at ``width`` characters, and marked where it is."""
    return line if len(line) <= width else f"{line[: width - 1]}…"


def main(
    course: Course,
    assignments: Sequence[str] = (),
    *,
    jobs: int = 2,
    seed: int | None = None,
    to: Path | None = None,
) -> int:
    """Print the accuracy of the checks of some assignments (all, when none is named), and write it to a JSON file.

    Returns 0 when there is nothing to complain about, else 1. Raises CourseError and ScenarioError.
    """
    seed = fresh_seed() if seed is None else seed
    results = []
    for assignment in assignments or course.assignments:
        results.append(measure(course, assignment, jobs=jobs, seed=seed))
        print(results[-1], flush=True)
    if to:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(json.dumps([as_json(r) for r in results], indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if any(result.complaints for result in results) else 0


def measure(course: Course, assignment: str, *, jobs: int, seed: int, together: bool = False) -> Accuracy:
    """Grade the reference, the untouched release, and the wrong and right submissions of an assignment.

    together: of the wrong ones as many as it takes for every check to be failed, several in one notebook where they can
        be (see autograder.trials.joint), and no visible tests
    """
    wrong, right = (scenarios.all_of(course, assignment, kind) for kind in ("wrong", "right"))
    contract = Contract.of(course, assignment)
    groups = joint.joined(joint.needed(wrong), {check.id: check.cell for check in contract.checks})
    known = [*(whole for whole, _ in groups), *right] if together else [*wrong, *right]
    with tempfile.TemporaryDirectory() as folder:
        trial = _Trial(course, assignment, jobs, seed, Path(folder))
        given = trial.grades_of_given()
        grades = trial.grades_of(known)
        if together and REFERENCE in given:
            grades |= joint.apart(grades, groups, given[REFERENCE], _is_as_said, trial.grades_of)
            known = [*(fault for _, group in groups for fault in group), *right]
        visible = {} if together else trial.grades_of(known, "trying visible tests", run_visible_tests)
    verdicts = [
        *(_of_given(name, grade) for name, grade in given.items()),
        *(judge(one, grades[one], visible.get(one)) for one in known if one in grades),
    ]
    messages = [check.message for v in verdicts if v.kind == "wrong" for check in v.grade.checks]
    unsaid = unmet(course.checks(assignment), messages)
    return Accuracy(assignment, seed, verdicts, trial.stopped, contract, unsaid)


@dataclass
class _Trial:
    """Grades submissions to an assignment. stopped: why some of them were not graded."""

    course: Course
    assignment: str
    jobs: int
    seed: int
    folder: Path
    stopped: str = ""

    def grades_of_given(self) -> dict[str, Grade]:
        """Of the reference and of the untouched release, by their names."""
        paths = self.course.solution_notebook(self.assignment), self.course.release_notebook(self.assignment)
        return self._grade(dict(zip((REFERENCE, UNTOUCHED), paths, strict=True)))

    def grades_of(
        self, known: Sequence[Scenario], what: str = "grading", grader: Grader | None = None
    ) -> dict[Scenario, Grade]:
        """Of scenarios; of each that was graded, in their order."""
        paths = {f"{number}-{one.name}": self.folder / f"{number}.ipynb" for number, one in enumerate(known)}
        for path, one in zip(paths.values(), known, strict=True):
            path.write_bytes(scenarios.build(self.course, one))
        grades = self._grade(paths, what, grader)
        return {one: grades[name] for name, one in zip(paths, known, strict=True) if name in grades}

    def _grade(
        self, paths: dict[str, Path], what: str = "grading", grader: Grader | None = None
    ) -> dict[str, Grade]:
        submissions = [Submission(name, self.assignment, path) for name, path in paths.items()]
        with tqdm(total=len(submissions), desc=what, unit="submission") as bar:
            options = {"seed": self.seed, "jobs": self.jobs, "grader": grader, "keep_notebooks": False}
            batch = grade_many(submissions, self.course, on_done=lambda _: bar.update(), **options)
        self.stopped = self.stopped or batch.stopped
        return {outcome.grade.student: outcome.grade for outcome in batch.outcomes}


def _is_as_said(scenario: Scenario, grade: Grade) -> bool:
    return not judge(scenario, grade).complaint


def _of_given(name: str, grade: Grade) -> Verdict:
    due = grade.max_score if name == REFERENCE else 0
    complaint = (
        ""
        if abs(grade.score - due) < 1e-6
        else f"{grade.score:g} points, should be {due:g}\n{_messages(grade)}"
    )
    return Verdict("given", name, "", grade, _asked_by_hand(grade) or complaint)


def judge(scenario: Scenario, grade: Grade, visible: Grade | None = None) -> Verdict:
    """Compare the grade of a wrong or right submission with what should have come of it.

    visible: what came of the visible tests, where they were run (see autograder.trials.visible)
    """
    complain = _complaint_of_wrong if scenario.kind == "wrong" else _complaint_of_right
    complaint = _asked_by_hand(grade) or complain(scenario, grade)
    verdict = Verdict(scenario.kind, scenario.name, scenario.summary, grade, complaint, scenario)
    untrue = list(_untrue_tests(verdict, visible)) if visible else []
    return replace(verdict, complaint="\n".join([*([complaint] if complaint else []), *untrue]))


def _untrue_tests(verdict: Verdict, visible: Grade) -> Iterator[str]:
    """Visible tests that say no of a cell which keeps its points.

    Of a wrong submission only those of the cells that it changes: a test may use what another cell has wrong.
    """
    changed = verdict.scenario.cells
    for test in visible.checks:
        concerned = verdict.kind == "right" or test.cell in changed
        if test.status == "failed" and concerned and not verdict.lost(test.cell) > 0:
            yield f"fails the visible test of {test.cell}, where it keeps all points: {test.message}"


def _asked_by_hand(grade: Grade) -> str:
    return f"{grade.status}: {grade.reason}\n{_messages(grade)}" if grade.status != "graded" else ""


def _complaint_of_wrong(scenario: Scenario, grade: Grade) -> str:
    failed = {check.id for check in grade.checks if check.status == "failed"}
    unknown = scenario.fails - {check.id for check in grade.checks}
    said = "\n".join(check.message for check in grade.checks if check.status == "failed")
    parts = [
        f"its file names {', '.join(sorted(unknown))}: no such check" if unknown else "",
        "escaped: full marks" if grade.score >= grade.max_score else "",
        f"does not fail {', '.join(sorted(scenario.fails - failed - unknown))}"
        if scenario.fails - failed - unknown
        else "",
        f"also fails {', '.join(sorted(failed - scenario.fails))}" if failed - scenario.fails else "",
        f"is not told: {scenario.says}" if scenario.says not in " ".join(said.split()) else "",
    ]
    complaint = "; ".join(part for part in parts if part)
    return f"{complaint}\n{_messages(grade)}" if complaint else ""


def _complaint_of_right(scenario: Scenario, grade: Grade) -> str:
    return (
        f"{grade.score:g} of {grade.max_score:g} points\n{_messages(grade)}"
        if grade.score < grade.max_score
        else ""
    )


def _messages(grade: Grade) -> str:
    wrong = [check for check in grade.checks if check.status in ("failed", "error")]
    return "\n".join(f"  {c.id}: {c.message}".replace("\n", "\n    ") for c in wrong)


def as_json(accuracy: Accuracy) -> dict:
    """The result as plain values: a row per submission, the contract, and what nothing fails or meets."""
    return {
        "assignment": accuracy.assignment,
        "seed": accuracy.seed,
        "summary": accuracy.summary(),
        "unneeded": accuracy.unneeded,
        "unsaid": [f"{sentence.place}: {sentence.text}" for sentence in accuracy.unsaid],
        "contract": [
            {"requirement": row.requirement, "check": row.check and row.check.id, "met_by": list(row.met_by)}
            for row in accuracy.contract.rows(accuracy.of("wrong"))
        ],
        "submissions": [
            {
                "kind": v.kind,
                "name": v.name,
                "summary": v.summary,
                "score": v.grade.score,
                "max_score": v.grade.max_score,
                "lost": {c.cell: lost for c in v.grade.checks if (lost := round(v.lost(c.cell), 6)) > 0},
                "complaint": v.complaint,
                "checks": {check.id: check.status for check in v.grade.checks},
            }
            for v in accuracy.verdicts
        ],
    }
