"""Every graded cell stands there twice, and claims a schema version of the future; the solution is right.

score: 20
note: second copy
"""
# %% notebook
import copy

doubled = []
for raw in notebook["cells"]:
    doubled.append(raw)
    if "nbgrader" in raw["metadata"]:
        raw["metadata"]["nbgrader"]["schema_version"] = 99
        doubled.append(copy.deepcopy(raw))
notebook["cells"] = doubled
notebook["nbformat"], notebook["nbformat_minor"] = 99, 99
