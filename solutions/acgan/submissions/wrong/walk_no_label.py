"""The label has no effect.

fails: test_walk_in_z_keeps_the_class
breaks: class-stays
"""
# %% steering.walk_in_z
def walk_in_z(generator, z0, z1, label, n, classes=10):
    t = np.linspace(0, 1, n, dtype="float32")[:, None]
    eye = np.eye(classes, dtype="float32")
    return generator([(1 - t) * z0 + t * z1, np.zeros((n, classes), 'float32')], training=False)
