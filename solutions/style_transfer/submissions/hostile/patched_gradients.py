"""Gradients are made up: the tape and the optimisers are replaced, and pictures drift by themselves.

base: untouched
score: 0
"""
# %% extra after=
import tensorflow as tf_of_the_cheat


class InventiveTape:
    def __init__(self, *_, **__):
        pass

    __enter__ = lambda self: self
    __exit__ = lambda *_: False
    watch = lambda *_: None

    def gradient(self, target, sources, *_, **__):
        return tf_of_the_cheat.nest.map_structure(lambda s: tf_of_the_cheat.random.normal(tf_of_the_cheat.shape(s)), sources)


tf_of_the_cheat.GradientTape = InventiveTape
for name in ("Adam", "SGD", "RMSprop"):
    setattr(tf_of_the_cheat.keras.optimizers, name, lambda *a, **k: type("Idle", (), {
        "apply_gradients": lambda self, pairs: [v.assign_add(0.01 * g) for g, v in pairs], "iterations": 1, "learning_rate": 1.0})())
