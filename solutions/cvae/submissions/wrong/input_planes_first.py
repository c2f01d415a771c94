"""The planes come before the image.

fails: test_conditional_input_has_one_hot_planes
breaks: image-comes-first
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    one_hot = ops.one_hot(labels, self.num_classes)
    planes = one_hot[:, None, None, :] * ops.ones_like(images[..., :1])
    return ops.concatenate([planes, images], axis=-1)
