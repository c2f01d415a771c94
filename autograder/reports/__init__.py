"""Grades for people and programs: JSON schema, JUnit, CSV, HTML pages, a table for the terminal.

Here: a list of grades in, a file or a text out; and the README's table of what the references reached. Nothing that
grades, and nothing that knows a gradebook.
"""
