"""The private half of the course: grading, sandbox, hidden checks, gradebook, reports."""
