"""Shows hundreds of pictures of two megabytes each, and thousands of empty errors, each of which would be kept.

base: untouched
score: 0
"""
# %% notebook
flood = """
import base64
from IPython.display import display
picture = base64.b64encode(b"\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR\\0\\0\\0\\x01\\0\\0\\0\\x01" + bytes(1_500_000)).decode()
for _ in range(20):
    display({"image/png": picture}, raw=True)
kernel = get_ipython().kernel
for _ in range(500):
    kernel.session.send(kernel.iopub_socket, "error", {}, kernel.get_parent())
"""
cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": flood}
notebook["cells"] += [{**cell, "id": f"flood-{number}"} for number in range(8)]
