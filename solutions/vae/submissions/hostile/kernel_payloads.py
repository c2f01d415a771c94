"""Asks whoever runs the notebook for favours: to end, to show pages, to put in cells, to open connections of its own.

base: untouched
score: 0
"""
# %% extra after=
payloads = get_ipython().payload_manager
for source in ("ask_exit", "set_next_input", "page", "edit_magic"):
    payloads.write_payload({"source": source, "text": "score: 20/20", "replace": True, "keepkernel": False,
                            "filename": "/etc/passwd", "data": {"text/html": "<script>document.title='20'</script>"}})
get_ipython().set_next_input("print('20/20')", replace=True)
for number in range(2000):
    get_ipython().kernel.session.send(
        get_ipython().kernel.iopub_socket, "comm_open",
        {"comm_id": f"{number}", "target_name": "nbgrader", "data": {"score": 20}, "target_module": "os"},
    )
