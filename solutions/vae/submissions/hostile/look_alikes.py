"""Cells under names that look like those of graded cells, in other alphabets and with invisible signs, hold solutions
of their own and claim the points.

base: untouched
score: 0
"""
# %% notebook
import copy

looks = {"a": "\u0430", "e": "\u0435", "i": "\u0456", "o": "\u043e"}
fakes = []
for raw in notebook["cells"]:
    marks = raw["metadata"].get("nbgrader")
    if not marks:
        continue
    name = marks["grade_id"]
    for number, fake in enumerate([
        "".join(looks.get(c, c) for c in name), name + "\u200b", name + " ", name.upper(), f"../{name}", name + "\x00",
        "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in name), [name], {"grade_id": name}, None, 7,
    ]):  # fmt: skip
        other = copy.deepcopy(raw)
        other["metadata"]["nbgrader"].update(grade_id=fake, points=1000)
        other["source"] = f"{name} = lambda *a, **k: np.float32(0)"
        other["id"] = f"{raw.get('id')}" if number % 2 else fake
        other["attachments"] = {"solution.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"}}
        fakes.append(other)
notebook["cells"] += fakes
