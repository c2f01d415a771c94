"""Texts and programs that take hours to turn into a page: open brackets, unclosed tags, lines of nothing but space.

base: untouched
score: 0
note: was cut: it had more than
"""
# %% notebook
parts = {"<div>": "markdown", "[a](<": "markdown", "\\begin{x}": "markdown", "`" * 300 + " ": "markdown", "\n\t": "code", "(": "code"}
for number, (part, kind) in enumerate(parts.items()):
    source = part * (120_000 // len(part))
    notebook["cells"].append({"cell_type": kind, "id": f"slow-{number}", "metadata": {}, "outputs": [], "source": source})
cell("question_samples")["source"] = "<div>" * 20_000
