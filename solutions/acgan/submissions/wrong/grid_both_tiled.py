"""Both are tiled, so that not all pairs occur in their place.

fails: test_grid_has_a_class_per_column
breaks: every-pair
"""
# %% steering.class_grid
def class_grid(generator, z, classes=10):
    eye = np.eye(classes, dtype="float32")
    return generator([np.tile(z, (classes, 1)), np.tile(eye, (len(z), 1))], training=False)
