"""Edits points, grade_ids, tags, cell types and outputs, so that it looks solved, graded and worth a thousand points.

base: untouched
score: 0
"""
# %% notebook
for raw in notebook["cells"]:
    marks = raw["metadata"].get("nbgrader")
    if not marks:
        continue
    if marks.get("grade"):
        marks.update(points=1000, grade=False, locked=False, checksum="0" * 32)
        raw["metadata"]["tags"] = ["skip-execution", "raises-exception", "train"]
        raw["cell_type"] = "markdown" if marks["grade_id"] == "test_vae_model" else raw["cell_type"]
        raw["source"] = "20.0"
        raw["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "NaN"}, "metadata": {}, "execution_count": 1}]
    elif marks.get("solution"):
        marks.update(points=20, grade=True, solution=False, schema_version=3, cell_type="code")
        raw["metadata"]["tags"] = ["train"]
notebook["metadata"]["labkit"] = {"assignment": "vae", "framework": "numpy", "score": 20}
notebook["metadata"]["celltoolbar"] = "Create Assignment"
notebook["metadata"]["kernelspec"] = {"name": "python3", "display_name": "x", "language": "python"}
