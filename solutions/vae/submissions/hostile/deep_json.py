"""A notebook nested a hundred thousand levels deep.

status: rejected
score: 0
note: nested too deep
"""
# %% bytes
data = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
