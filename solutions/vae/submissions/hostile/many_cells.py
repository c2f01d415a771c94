"""A notebook of a hundred thousand cells.

status: rejected
score: 0
note: more than 2000 cells
"""
# %% notebook
notebook["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}] * 100_000
