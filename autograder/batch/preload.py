"""What the process that workers are forked from imports before it forks: the engine, once for all of them."""

from autograder.imports import quick_jsonschema

with quick_jsonschema():
    from autograder.grading import grader

__all__ = ["grader"]
