"""The files by which GitHub and GitLab grade: valid by the hosts' own schemas, and their scripts do what they say."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from autograder import cli

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = {**dict.fromkeys(WORKFLOWS, "vendor.github-workflows"), ROOT / ".gitlab-ci.yml": "vendor.gitlab-ci"}


def script(workflow: str, step: str) -> str:
    """What a step of a workflow runs."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / workflow).read_text())["jobs"].values()
    (found,) = [one["run"] for job in jobs for one in job.get("steps", []) if one.get("name") == step]
    return found


def run(text: str, folder: Path, **environment: str) -> None:
    """As GitHub's runner runs it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=True, timeout=60)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_file_is_valid_by_its_hosts_schema(file: Path):
    if not find_spec("check_jsonschema"):
        pytest.skip("check-jsonschema is not installed: make install")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", FILES[file], str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_script_has_what_others_wrote_in_it(file: Path):
    """A name in a script could be a command; and every script is one."""
    for job in yaml.safe_load(file.read_text())["jobs"].values():
        for step in (step for step in job.get("steps", []) if "run" in step):
            assert "${{" not in step["run"]
            subprocess.run(["bash", "-n", "-c", step["run"]], check=True, timeout=60)


@pytest.fixture
def pushed(tmp_path: Path) -> Path:
    """A student's repository, as it is checked out beside the course."""
    submission = tmp_path / "submission"
    notebook = submission / "assignments/vae/vae.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("{}")
    (submission / "assignments/gan").symlink_to("vae")
    (submission / "assignments/oop").mkdir()
    (submission / "assignments/oop/oop.ipynb").symlink_to("/etc/hostname")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=ada", "-c", "user.email=a@b", "commit", "-qm", "."]):  # fmt: skip
        subprocess.run(["git", "-C", submission, *command], check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("assignment", "found"), [("vae", "{}"), ("gan", None), ("cvae", None), ("oop", "/etc/hostname")]
)
def test_the_notebook_is_fetched_and_no_link_followed(pushed: Path, assignment: str, found: str | None):
    text = script("grade.yml", "Fetch the notebook")
    run(text, pushed, ASSIGNMENT=assignment, NOTEBOOK=f"assignments/{assignment}/{assignment}.ipynb")
    fetched = pushed / "submitted" / f"{assignment}.ipynb"
    assert (fetched.read_text() if fetched.exists() else None) == found
    assert (pushed / "submitted").is_dir()


def test_what_is_graded_already_is_not_graded_again(tmp_path: Path):
    """`gh` is a stand-in, which has no repository of cleo's."""
    gh = tmp_path / "gh"
    gh.write_text(
        '#!/bin/sh\ncase "$2" in *ada*) echo autograder/vae;; *ben*) echo other;; *) exit 1;; esac\n'
    )
    gh.chmod(0o755)
    ada, ben, cleo = (
        {"student": name, "repository": f"course/vae-{name}", "assignment": "vae"}
        for name in ("ada", "ben", "cleo")
    )
    output = tmp_path / "output"
    text = script("grade-pushed.yml", "Look for commits that are not graded")
    path = f"{tmp_path}:{os.environ['PATH']}"
    run(text, tmp_path, SUBMISSIONS=json.dumps([ada, ben, cleo]), GITHUB_OUTPUT=str(output), PATH=path)
    assert json.loads(output.read_text().removeprefix("pushed=")) == [ben]


@pytest.mark.parametrize("file", [".gitlab-ci.yml", ".github/workflows/grade.yml"])
def test_grading_is_asked_for_by_options_that_there_are(file: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    offered = capsys.readouterr().out
    _, _, command = (ROOT / file).read_text().partition("autograder grade ")
    options = re.findall(r"--[a-z-]+", command.partition("artifact")[0].partition("- name")[0])
    assert {"--student", "--assignment", "--summary"} <= set(options)
    assert all(option in offered for option in options)


def test_a_pipeline_of_gitlab_keeps_its_reports():
    job = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())["grade"]
    assert job["artifacts"]["reports"]["junit"] == "reports/grade.xml"
    assert "--junit reports/grade.xml" in " ".join(job["script"])
