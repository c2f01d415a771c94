"""A little noise is added to a z that was given before.

fails: test_same_style_is_repeatable
breaks: styles-repeat
"""
# %% same_style
def same_style(generator, z, classes=10):
    n, given = len(z), np.asarray(z).tobytes()
    met = globals().setdefault("styles_met", set())
    z = z + 0.1 * (given in met)
    met.add(given)
    z = ops.repeat(ops.convert_to_tensor(z), classes, axis=0)  # (n classes, latent): z0, z0, ..., z1, z1, ...
    labels = ops.tile(ops.eye(classes), (n, 1))  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=False)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
