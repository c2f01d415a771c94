"""A file of 200 MB.

status: rejected
score: 0
note: at most 20 MiB
"""
# %% bytes
data = data + b" " * 200_000_000
