"""One submission: bytes in, a Grade out. Intake, the sandboxed session, who answers questions, feedback.

Here: a pure function of a submission, the course and a seed. No database, no class, no file of the course changed;
nothing that a check compares (`checks`), nothing that confines student code (`sandbox`).
"""
