"""The generator is called in training mode.

fails: test_styles_are_generated_outside_training
breaks: styles-outside-training
"""
# %% same_style
def same_style(generator, z, classes=10):
    n = len(z)
    z = ops.repeat(ops.convert_to_tensor(z), classes, axis=0)  # (n classes, latent): z0, z0, ..., z1, z1, ...
    labels = ops.tile(ops.eye(classes), (n, 1))  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=True)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
