"""A notebook of another assignment.

status: rejected
score: 0
note: another assignment
"""
# %% notebook
for raw in notebook["cells"]:
    if "nbgrader" in raw["metadata"]:
        raw["metadata"]["nbgrader"]["grade_id"] = "gan_" + raw["metadata"]["nbgrader"]["grade_id"]
notebook["metadata"]["labkit"]["assignment"] = "gan"
