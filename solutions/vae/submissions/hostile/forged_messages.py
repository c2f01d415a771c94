"""Forges kernel messages: early ends, HTML in execution counts, malformed contents, pictures with script in them.

base: untouched
score: 0
"""
# %% extra after=sampling
kernel = get_ipython().kernel


def forge(kind, content):
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent(), ident=kind.encode())


evil = "<script>alert(document.cookie)</script>"
forge("execute_input", {"execution_count": evil, "code": evil})
forge("status", {"execution_state": "busy", "execution_count": evil})
forge("stream", {"name": evil, "text": ["\x1b]0;owned\x07", evil, 5]})
forge("error", {"ename": evil, "evalue": 7, "traceback": [evil, None, {"a": evil}]})
forge("display_data", {"data": {"text/html": evil, "image/svg+xml": evil, "application/javascript": evil}})
png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
forge("display_data", {"data": {"image/png": png + '"><script>alert(1)</script>'}})
forge("update_display_data", {"data": {"text/html": evil}, "transient": None})
forge("comm_open", {"comm_id": evil, "target_name": evil, "data": {}})
forge("clear_output", {"wait": evil})
forge("no_such_message", {})
# %% extra after=sampling
forge("status", {"execution_state": "idle"})
forge("stream", [1, 2, 3])
# %% extra after=sampling
forge("status", [])
# %% extra after=sampling
forge("status", {"status": evil})
