"""Formulas that hold markup, name links and sizes, nest without end, or double with every sign.

base: untouched
score: 0
"""
# %% notebook
formulas = [
    r"\text{</mtext></math><script>document.title='20'</script>}", r"\href{javascript:alert(1)}{20/20}", r"\cssId{test_sampling}{x}",
    r"\rule{9999em}{9999em}", r"\hspace{-9999em}20/20", r"\color{white}\bbox[red]{x}", r"\def\x{\x\x}\x", r"\newcommand{\a}{\a\a}\a",
    "\\frac{1}{" * 400 + "x" + "}" * 400, "{" * 1900, "\\left(" * 300, "x_{" * 600 + "}" * 600, r"\begin{matrix}" + "&" * 1900 + r"\end{matrix}",
    r"\unicode{x202e}", r"\require{action}\toggle{a}{b}\endtoggle", r"\includegraphics{http://127.0.0.1/x.png}",
]
for one in notebook["cells"]:
    if one["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("question"):
        one["source"] = "\n\n".join([*(f"${f}$ and $${f}$$" for f in formulas), "$" * 1001, "$x$ " * 1000])
