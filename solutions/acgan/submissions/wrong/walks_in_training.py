"""Both walks call the generator in training mode, and step over n pieces: n + 1 images.

fails: test_walk_in_z_keeps_the_class, test_walk_between_classes_keeps_z
breaks: n-steps, steering-outside-training
"""
# %% steering.walk_in_z
def walk_in_z(generator, z0, z1, label, n, classes=10):
    t = np.linspace(0, 1, n + 1, dtype="float32")[:, None]
    return generator([(1 - t) * z0 + t * z1, np.tile(np.eye(classes, dtype="float32")[label], (n + 1, 1))], training=True)
# %% steering.walk_between_classes
def walk_between_classes(generator, z, first, second, n, classes=10):
    t = np.linspace(0, 1, n + 1, dtype="float32")[:, None]
    vectors = np.eye(classes, dtype="float32")
    return generator([np.tile(z, (n + 1, 1)), (1 - t) * vectors[first] + t * vectors[second]], training=True)
