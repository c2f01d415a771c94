"""It stops before z1.

fails: test_walk_in_z_keeps_the_class
breaks: n-steps
"""
# %% steering.walk_in_z
def walk_in_z(generator, z0, z1, label, n, classes=10):
    t = np.linspace(0, 1, n, endpoint=False, dtype="float32")[:, None]
    eye = np.eye(classes, dtype="float32")
    return generator([(1 - t) * z0 + t * z1, np.tile(eye[label], (n, 1))], training=False)
