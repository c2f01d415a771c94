"""Walks have five images whatever n is.

fails: test_walk_in_z_keeps_the_class
breaks: n-steps
"""
# %% steering.walk_in_z
def walk_in_z(generator, z0, z1, label, n, classes=10):
    t = np.linspace(0, 1, 5)[:, None]
    z = (1 - t) * z0 + t * z1
    return generator([z.astype("float32"), np.eye(classes, dtype="float32")[[label] * 5]], training=False)
