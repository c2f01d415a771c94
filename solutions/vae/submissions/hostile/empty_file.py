"""An empty file.

status: rejected
score: 0
note: empty
"""
# %% bytes
data = b""
