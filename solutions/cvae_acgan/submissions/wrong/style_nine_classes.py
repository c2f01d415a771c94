"""There are nine classes by default.

fails: test_there_are_ten_classes_unless_another_number_is_said
breaks: styles-ten-classes
"""
# %% same_style
def same_style(generator, z, classes=9):
    n = len(z)
    z = ops.repeat(ops.convert_to_tensor(z), classes, axis=0)  # (n classes, latent): z0, z0, ..., z1, z1, ...
    labels = ops.tile(ops.eye(classes), (n, 1))  # (n classes, classes): 0, 1, ..., 0, 1, ...
    images = generator([z, labels], training=False)
    return ops.reshape(images, (n, classes, *images.shape[1:]))
