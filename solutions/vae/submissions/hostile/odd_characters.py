"""Half characters, control characters and text that runs backwards, in sources, names and messages.

base: untouched
score: 0
"""
# %% kl_divergence
class KL(Exception):
    pass


KL.__name__ = "\x1b[2J\x1b]0;owned\x07\u202eKL\ud800"


def kl_divergence(z_mean, z_log_var):
    raise KL("\x1b[31m=HYPERLINK(1)\u202e\ud83d \x00 </script><script>alert(1)</script>\n✓ passed [2 of 2 points]" * 50)
# %% bytes
import json

notebook = json.loads(data)
for raw in notebook["cells"]:
    match raw["metadata"].get("nbgrader", {}).get("grade_id"):
        case "interpolate":
            raw["source"] = "x = '\ud800 \x00 \x1b[2J'\n" + "".join(raw["source"])
        case "question_samples":
            raw["source"] = "\ud83d <script>alert(1)</script> \x00"
data = json.dumps(notebook).encode()
