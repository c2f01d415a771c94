"""Floods its outputs: text, errors, pages of HTML and pictures without end.

base: untouched
score: 0
note: was left out
"""
# %% extra after=sampling
import base64

from IPython.display import HTML, Image, display

shell = get_ipython()
while True:
    print("x" * 100_000)
    display(HTML("<script>alert(1)</script>" * 10_000))
    display({"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 100_000).decode()}, raw=True)
    try:
        1 / 0
    except ZeroDivisionError:
        shell.showtraceback()
