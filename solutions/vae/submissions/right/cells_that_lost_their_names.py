"""Cells were typed anew, joined with their neighbours and left without metadata; a picture stands in an answer."""
# %% notebook
import base64

cells = notebook["cells"]
retyped = cell("sampling")
retyped["metadata"], retyped["id"] = {}, "typed-anew"
stripped = cell("build_encoder")
stripped["metadata"] = {}
joined, neighbour = cell("kl_divergence"), cell("reconstruction_loss")
neighbour["source"] = "".join(neighbour["source"]) + "\n\n\n" + "".join(joined["source"])
cells.remove(joined)
below = cell("interpolate")
below["source"] = "".join(below["source"])
cells.insert(cells.index(cell("test_interpolate")), {**below, "metadata": {}, "id": "below-the-stub"})
below["source"] = 'def interpolate(z0, z1, n):\n    raise NotImplementedError()'
picture = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x04" + bytes(1_200_000)).decode()
cell("question_samples")["source"] += f"\n\n![](data:image/png;base64,{picture})"
