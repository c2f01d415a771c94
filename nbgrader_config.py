"""nbgrader's configuration of this course; read when an `nbgrader` command or `jupyter` runs here.

Everything is in autograder/classroom/adaptation.py. Own settings may follow below the call, for instance
`c.CourseDirectory.db_url = "postgresql://..."`.
"""

from pathlib import Path

from autograder.classroom.adaptation import configure

c = get_config()  # noqa: F821  (nbgrader provides it)
configure(c, Path(__file__).parent.absolute())
