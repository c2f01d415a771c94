"""A file of the largest size allowed, whose millions of small objects take fifty times as much memory when they are read.

score: 20
"""
# %% bytes
start = data.rstrip().removesuffix(b"}")
room = (19 << 20) - len(start)
data = start + b', "x": [' + b'{"":0},' * (room // 7) + b"0]}"
