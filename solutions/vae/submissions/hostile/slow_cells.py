"""Many cells, each of which takes a little less than a cell may, so that the whole never ends.

base: untouched
score: 0
note: all other added cells that no check needs were left out
"""
# %% notebook
slow = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
notebook["cells"] = [
    *notebook["cells"], *({**slow, "id": f"slow-{n}", "source": "import time\ntime.sleep(8)"} for n in range(100))
]
