"""Attaches what is no picture, under names that lead elsewhere or mean something in a page, and thousands of them.

base: untouched
score: 0
"""
# %% notebook
import base64

svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=20'/>").decode()
bomb = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff" + b"\0" * 200).decode()
names = ["../../../etc/passwd", "x' onerror='document.title=20", "<b>20</b>", "\u202egnp.x", "a" * 1000, "\0", ""]
for one in notebook["cells"]:
    if one["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("question"):
        pictures = {name: {mime: data for mime in ("image/png", "image/svg+xml", "text/html", "image/png;x=<b>")}
                    for name in names for data in (svg, bomb)}
        pictures |= {f"{number}.png": {"image/png": bomb} for number in range(300)}
        one["attachments"] = pictures
        one["source"] = "\n".join(f"![{name[:40]}](attachment:{name})" for name in pictures)
