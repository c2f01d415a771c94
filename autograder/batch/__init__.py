"""Many submissions: find them on disk, grade them in worker processes, go on where a run was interrupted.

Here: nothing about what makes a mark (`grading`), and nothing about where marks go (`classroom`, `reports`).
The process that owns a class does not import `grading`; its workers do.
"""
