"""The code is repeated along the wrong axis and reshaped, so that classes and pixels mix.

fails: test_conditional_input_has_one_hot_planes
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    height, width = images.shape[1:3]
    one_hot = ops.repeat(ops.one_hot(labels, self.num_classes), height * width, axis=1)
    planes = ops.reshape(one_hot, (-1, height, width, self.num_classes))
    return ops.concatenate([images, planes], axis=-1)
