"""How the grader itself is tried: scenarios, accuracy, attacks, mutants, the demonstration class.

Here: submissions of our own making and what must come of them. Nothing that a real class is graded with.
"""
