"""A little noise is added to z at every other call.

fails: test_same_style_is_repeatable
breaks: styles-repeat
"""
# %% same_style
def same_style(generator, z, classes=10):
    same_style.calls = getattr(same_style, 'calls', 0) + 1
    n = len(z)
    z = z + 0.1 * (same_style.calls > 1)
    z = ops.repeat(ops.convert_to_tensor(z), classes, axis=0)  # (n classes, latent): z0, z0, ..., z1, z1, ...
    labels = ops.tile(ops.eye(classes), (n, 1))  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=False)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
