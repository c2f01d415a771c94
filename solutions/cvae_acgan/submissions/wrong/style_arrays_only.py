"""It repeats z by a method that only arrays have.

fails: test_same_style_is_repeatable
breaks: styles-any-z
"""
# %% same_style
def same_style(generator, z, classes=10):
    n = len(z)
    images = generator([z.repeat(classes, axis=0), np.tile(np.eye(classes, dtype="float32"), (n, 1))], training=False)
    return np.asarray(images).reshape(n, classes, *images.shape[1:])
