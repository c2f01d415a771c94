"""The planes are made for images as wide as they are high.

fails: test_conditional_input_has_a_plane_per_class
breaks: plane-per-class
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    side = images.shape[1]
    planes = ops.tile(ops.one_hot(labels, self.num_classes)[:, None, None, :], (1, side, side, 1))
    return ops.concatenate([images, planes], axis=-1)
