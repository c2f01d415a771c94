"""Pixels are rounded to whole numbers, so that no gradient passes.

fails: test_preprocess_passes_the_gradient
"""
# %% preprocessing.preprocess
def preprocess(images):
    return tf.round(1e4 * (255.0 * images[..., ::-1] - MEAN_BGR)) / 1e4
