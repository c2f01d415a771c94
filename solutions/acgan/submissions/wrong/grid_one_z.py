"""The first z is used in all rows.

fails: test_grid_has_a_class_per_column
breaks: every-pair
"""
# %% steering.class_grid
def class_grid(generator, z, classes=10):
    eye = np.eye(classes, dtype="float32")
    return generator([np.repeat(z[:1], len(z) * classes, axis=0), np.tile(eye, (len(z), 1))], training=False)
