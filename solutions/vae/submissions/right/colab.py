"""Saved by a front end that drops cell ids, splits sources into lines, and adds metadata and outputs of its own."""
# %% notebook
notebook["nbformat_minor"] = 0
notebook["metadata"]["colab"] = {"provenance": [], "toc_visible": True, "gpuType": "T4"}
notebook["metadata"]["accelerator"] = "GPU"
notebook["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
for number, raw in enumerate(notebook["cells"]):
    raw.pop("id", None)
    raw["source"] = "".join(raw["source"]).splitlines(keepends=True)
    raw["metadata"]["id"] = f"a{number}B"
    raw["metadata"]["colab"] = {"base_uri": "https://localhost:8080/"}
    if raw["cell_type"] == "code":
        raw["execution_count"] = 99 - number
        raw["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["ok\n"]}]
