"""The planes are concatenated below the image, on the axis of rows.

fails: test_conditional_input_has_a_plane_per_class
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    one_hot = ops.one_hot(labels, self.num_classes)
    rows = one_hot[:, :, None, None] * ops.ones_like(images[:, :1])
    return ops.concatenate([images, rows], axis=1)
