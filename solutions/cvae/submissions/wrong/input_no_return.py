"""Nothing is returned.

fails: test_conditional_input_has_a_plane_per_class
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    one_hot = ops.one_hot(labels, self.num_classes)
    planes = one_hot[:, None, None, :] * ops.ones_like(images[..., :1])
    ops.concatenate([images, planes], axis=-1)
