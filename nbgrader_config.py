"""nbgrader's configuration of this course; read when an `nbgrader` command or `jupyter` runs here.

Everything is in autograder/classroom/adaptation.py. Own settings may follow below the call, for instance
`c.CourseDirectory.db_url = "postgresql://..."`.
"""

import sys
from pathlib import Path

root = Path(__file__).parent.absolute()
# nbgrader would take modules from the current folder, which may be one that was handed in.
if Path.cwd() != root:
    sys.path[:] = [entry for entry in sys.path if entry != str(Path.cwd())]

try:
    from autograder.classroom.adaptation import configure

    c = get_config()  # noqa: F821  (nbgrader provides it)
    configure(c, root)
except Exception as error:  # nbgrader would go on without this file, and run students' code in your account
    raise SystemExit(f"nbgrader_config.py: {error}") from None
