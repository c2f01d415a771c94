"""It goes from z1 to z0.

fails: test_walk_in_z_keeps_the_class
breaks: line-in-z
"""
# %% steering.walk_in_z
def walk_in_z(generator, z0, z1, label, n, classes=10):
    t = np.linspace(0, 1, n, dtype="float32")[:, None]
    eye = np.eye(classes, dtype="float32")
    return generator([t * z0 + (1 - t) * z1, np.tile(eye[label], (n, 1))], training=False)
