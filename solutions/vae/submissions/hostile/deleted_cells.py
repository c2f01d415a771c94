"""Test cells and a solution cell are deleted, others re-typed; what is left of the solution is right.

score: 18
note: was missing and was restored
"""
# %% notebook
notebook["cells"] = [
    raw for raw in notebook["cells"]
    if not raw["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("test_")
    and raw["metadata"].get("nbgrader", {}).get("grade_id") != "kl_divergence"
]
cell("sampling")["cell_type"] = "markdown"
cell("question_samples")["cell_type"] = "code"
