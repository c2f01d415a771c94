"""Only the first row is returned.

fails: test_grid_has_a_class_per_column
breaks: every-pair
"""
# %% steering.class_grid
def class_grid(generator, z, classes=10):
    eye = np.eye(classes, dtype="float32")
    return generator([np.repeat(z[:1], classes, axis=0), eye], training=False)
