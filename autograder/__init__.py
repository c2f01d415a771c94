"""The private half of the course: the engine that grades.

Here: rooms, of which each imports those below it alone (the map is in CONTRIBUTING.md). Nothing that a student may read,
and nothing that knows an assignment: those are folders of `solutions/`.
"""
