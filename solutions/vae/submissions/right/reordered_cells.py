"""The student moved cells: the losses stand before the networks, and interpolation at the end."""
# %% notebook
cells = notebook["cells"]
for name, before in (("kl_divergence", "sampling"), ("reconstruction_loss", "kl_divergence")):
    moved = cell(name)
    cells.remove(moved)
    cells.insert(cells.index(cell(before)), moved)
moved = cell("interpolate")
cells.remove(moved)
cells.append(moved)
