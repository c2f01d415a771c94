"""A file that is no notebook: a ZIP archive under the notebook's name.

status: rejected
score: 0
note: not
"""
# %% bytes
data = b"PK\x03\x04" + bytes(range(256)) * 40
