"""A running course: nbgrader's commands, releases, the students' repository, the gradebook, the late policy.

Here: what an instructor does before and after grading. Nothing that decides a mark, and no import of this package
changes anything in nbgrader: `nbgrader_bridge.configure` does, when it is called.
"""
