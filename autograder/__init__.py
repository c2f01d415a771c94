"""The private half of the course: grading, sandbox, hidden checks, gradebook, reports."""

import sys

# jsonschema, which nbformat and nbgrader import, compiles a grammar of international addresses at every start
# where it finds this package: 1.7 s, for a format that no schema of theirs has. Without it, it leaves that out.
sys.modules.setdefault("rfc3987_syntax", None)
