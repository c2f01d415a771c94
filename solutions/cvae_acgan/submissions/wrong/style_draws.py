"""Draws a z of its own for every image.

fails: test_every_style_meets_every_label, test_a_row_is_of_one_style, test_a_column_is_of_one_label
breaks: styles-places
"""
# %% same_style
def same_style(generator, z, classes=10):
    n = len(z)
    z = ops.repeat(ops.convert_to_tensor(z), classes, axis=0)  # (n classes, latent): z0, z0, ..., z1, z1, ...
    z = keras.random.normal(ops.shape(z))
    labels = ops.tile(ops.eye(classes), (n, 1))  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=False)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
