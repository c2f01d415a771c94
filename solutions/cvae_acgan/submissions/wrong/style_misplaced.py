"""The images come in another order than they are reshaped to.

fails: test_a_row_is_of_one_style, test_a_column_is_of_one_label
breaks: styles-places
"""
# %% same_style
def same_style(generator, z, classes=10):
    n = len(z)
    z = ops.tile(ops.convert_to_tensor(z), (classes, 1))  # (n classes, latent): z0, z0, ..., z1, z1, ...
    labels = ops.repeat(ops.eye(classes), n, axis=0)  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=False)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
