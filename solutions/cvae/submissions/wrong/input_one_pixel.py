"""Only the first pixel of a plane tells the label.

fails: test_conditional_input_has_one_hot_planes
breaks: one-hot-planes
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    one_hot = ops.one_hot(labels, self.num_classes)[:, None, None, :]
    planes = ops.pad(one_hot, [[0, 0], [0, images.shape[1] - 1], [0, images.shape[2] - 1], [0, 0]])
    return ops.concatenate([images, planes], axis=-1)
