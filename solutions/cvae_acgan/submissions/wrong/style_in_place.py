"""z is sorted by its first coordinate, in place.

fails: test_same_style_is_repeatable
breaks: styles-leave-z
"""
# %% same_style
def same_style(generator, z, classes=10):
    z = np.asarray(z)
    n = len(z)
    images = generator([np.repeat(z, classes, axis=0), np.tile(np.eye(classes, dtype="float32"), (n, 1))], training=False)
    z *= 0.5
    return np.asarray(images).reshape(n, classes, *images.shape[1:])
