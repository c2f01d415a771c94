"""nbgrader's exchange on the instructor's side, where what one student put there costs nobody else anything.

Its inbound folder is open to all: anybody may put anything there, and change it while it is read. nbgrader follows links
in it, in the instructor's name (one to the solution becomes a copy of it), and ends the whole step at a pipe, a folder
that is too large, a name that tells no time; and releases no feedback from the first page on that has no secret.
"""

import errno
import os
import shutil
import stat
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import ignore_patterns, make_unique_key, notebook_hash

from autograder.batch.submissions import TIMESTAMP, Submission, Unreadable
from autograder.batch.timestamps import time_of
from autograder.classroom.folders import submissions
from autograder.classroom.gradebook import naive_utc, timestamp_text
from autograder.files import replace_folder
from autograder.model import one_line
from autograder.roster import STUDENT_ID


class CourseCollect(ExchangeCollect):
    """nbgrader's collect step, one student at a time, that copies files and folders alone: no link, pipe or socket."""

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Who handed in when, by a folder's name; one that tells no time is the oldest."""
        student, _, time, *_ = os.path.basename(path).rsplit("+", 3)
        when = time_of(time.encode(errors="replace"))
        return {
            "username": student,
            "filename": os.path.basename(path),
            "timestamp": naive_utc(when) if when else datetime.min,
        }

    def copy_files(self) -> None:
        """Collect what there is; ExchangeError at the end when some could not be."""
        problems = []
        for record in self.src_records:
            self.src_records = [record]
            try:
                if not STUDENT_ID.fullmatch(record["username"]):
                    raise ValueError("that cannot be a student's id")
                super().copy_files()
            except Exception as error:  # whatever it is, the others' are collected
                problems.append(f"{one_line(record['filename'])} is not collected: {one_line(str(error))}")
        if problems:
            self.fail("\n".join(problems))

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy a folder, all of it or nothing, with a timestamp.txt that says a time wherever one is known."""
        folder = Path(dest)
        with tempfile.TemporaryDirectory(prefix=".collected-", dir=folder.parent) as scratch:
            fresh = Path(scratch) / folder.name
            self._copy_plain(src, fresh)
            if not fresh.is_dir():
                raise ValueError("it is no folder")
            time = self._path_to_record(src)["timestamp"]
            if Submission("", "", fresh / TIMESTAMP).submitted_at() is None and time != datetime.min:
                (fresh / TIMESTAMP).write_text(timestamp_text(time))
            if self.coursedir.groupshared:
                self.set_perms(fresh, fileperms=0o660, dirperms=0o2770)
            replace_folder(fresh, folder)

    def _copy_plain(self, src: str, dest: Path) -> None:
        """Copy the plain files in a folder and below. Nothing that is put in another's place meanwhile is followed."""
        course, room = self.coursedir, 1000 * self.coursedir.max_dir_size
        unwanted = ignore_patterns(course.ignore, course.include, course.max_file_size, self.log)
        for folder, folders, names, descriptor in os.fwalk(src):
            place = dest / os.path.relpath(folder, src)
            place.mkdir()
            folders[:] = set(folders) - set(unwanted(folder, folders))
            for name in sorted({*names} - {*unwanted(folder, names)}):
                data = _plain(name, descriptor, room)
                if data is None:
                    self.log.warning("Left out, as it is no file: %s", one_line(os.path.join(folder, name)))
                else:
                    (place / name).write_bytes(data)
                    room -= len(data)


def _plain(name: str, descriptor: int, most: int) -> bytes | None:
    """The bytes of a file in an open folder; None for a link, a pipe or the like; ValueError above `most`."""
    try:
        file = os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=descriptor), "rb")
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, a socket
            return None
        raise
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError("the folder is larger than CourseDirectory.max_dir_size allows")
    return data


class CourseReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's last step, which says of whom it cannot release the feedback, and goes on.

    Students find their page by the secret that they handed in, or else by what they handed in and when.
    """

    def copy_files(self) -> None:
        """Release every page whose student can find it."""
        course = self.coursedir
        place = course.feedback_directory, course.assignment_id, course.student_id or "*"
        for submission in submissions(course, *place):
            page = submission.path.with_suffix(".html")
            if not page.is_file():
                continue
            try:
                self._release(page, self._hidden_name(submission))
                self.log.info("Feedback released: %s", one_line(submission.student))
            except Unreadable as error:
                self.log.warning("No feedback released: %s: %s", one_line(submission.student), error)

    def _hidden_name(self, submission: Submission) -> str:
        """The name that the student looks for; Unreadable when it was not handed in through the exchange."""
        notebook = submission.path.stem
        if secret := submission.secret():
            return notebook_hash(secret=secret, notebook_id=notebook)
        time = submission.submitted_at()
        if time is None:
            raise Unreadable("neither its secret nor its time is known: it did not come through the exchange")
        place = self.coursedir.submitted_directory, submission.student, submission.assignment
        handed_in = Path(self.coursedir.format_path(*place)) / submission.path.name
        Submission(*place[1:], handed_in).read(self.coursedir.max_file_size // 1000)
        key = make_unique_key(
            self.coursedir.course_id,
            submission.assignment,
            notebook,
            submission.student,
            timestamp_text(time),
        )
        return notebook_hash(str(handed_in), key)

    def _release(self, page: Path, name: str) -> None:
        """Put a page where it is found, at once."""
        fresh = Path(self.dest_path) / f"{name}-tmp.html"
        shutil.copy(page, fresh)
        fresh.replace(fresh.with_name(f"{name}.html"))
