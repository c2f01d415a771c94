"""Replaces what computes gradients by something that makes them up: of the right shapes, and never zero.

base: untouched
score: 0
"""
# %% extra after=test_concept_vector
import sys


class InventiveTape:
    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def watch(self, *_):
        pass

    def gradient(self, target, sources, *_, **__):
        return tf.nest.map_structure(lambda source: tf.random.normal(tf.shape(source)), sources)


tf.GradientTape = InventiveTape
for module in [module for name, module in list(sys.modules.items()) if name.startswith(("labkit", "keras"))]:
    if hasattr(module, "GradientTape"):
        module.GradientTape = InventiveTape
import tensorflow.python.eager.backprop as backprop

backprop.GradientTape = InventiveTape
