"""Floods the channel on which the grader waits for its reply, with replies to requests that nobody made.

base: untouched
score: 0
note: left out
"""
# %% extra after=sampling
kernel = get_ipython().kernel
identity = kernel.get_parent()
stream = kernel.shell_streams[0] if getattr(kernel, "shell_streams", None) else kernel.shell_stream
while True:
    kernel.session.send(stream.socket, "execute_reply", {"status": "ok"}, {"msg_id": "nobody"}, ident=kernel._parent_ident["shell"])
