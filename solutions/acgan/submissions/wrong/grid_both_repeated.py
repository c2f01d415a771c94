"""Both are repeated, so that not all pairs occur.

fails: test_grid_has_a_class_per_column
breaks: every-pair
"""
# %% steering.class_grid
def class_grid(generator, z, classes=10):
    eye = np.eye(classes, dtype="float32")
    return generator([np.repeat(z, classes, axis=0), np.repeat(eye, len(z), axis=0)], training=False)
