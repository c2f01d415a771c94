"""Rows and columns are swapped.

fails: test_grid_has_a_class_per_column
breaks: grid-order
"""
# %% steering.class_grid
def class_grid(generator, z, classes=10):
    eye = np.eye(classes, dtype="float32")
    return generator([np.tile(z, (classes, 1)), np.repeat(eye, len(z), axis=0)], training=False)
