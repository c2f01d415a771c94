"""A running course: nbgrader's commands, releases, the students' repository, the gradebook, the late policy.

Here: what an instructor does before and after grading, and all that touches nbgrader, which `adaptation` changes when
it is called and no import does. Nothing that decides a mark.
"""
