"""The columns are in the opposite order.

fails: test_grid_has_a_class_per_column
breaks: grid-order
"""
# %% steering.class_grid
def class_grid(generator, z, classes=10):
    eye = np.eye(classes, dtype="float32")
    return generator([np.repeat(z, classes, axis=0), np.tile(eye[::-1], (len(z), 1))], training=False)
