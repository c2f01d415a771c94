"""Writes every key twice, the first time with another value, and puts NaN, endless numbers and odd escapes beside them.

score: 20
"""
# %% bytes
import json


def doubled(value):
    """`value` as JSON whose objects have each key twice: first with nonsense, then as it is."""
    if isinstance(value, list):
        return "[" + ",".join(map(doubled, value)) + "]"
    if not isinstance(value, dict):
        return json.dumps(value)
    pairs = [f'{json.dumps(key)}: ["raise SystemError()"], {json.dumps(key)}: {doubled(item)}' for key, item in value.items()]
    return "{" + ",".join(pairs) + "}"


text = doubled(json.loads(data)).removesuffix("}")
data = f'\ufeff{text}, "a": NaN, "b": -Infinity, "c": 1e999999, "d": -0, "e": "\\ud800", "": "\\u0000"}}'.encode()
