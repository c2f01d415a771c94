"""Label planes are kept from the first call.

fails: test_conditional_input_has_one_hot_planes
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    if getattr(self, "planes", None) is None or self.planes.shape[:3] != images.shape[:3]:
        one_hot = ops.one_hot(labels, self.num_classes)
        self.planes = one_hot[:, None, None, :] * ops.ones_like(images[..., :1])
    return ops.concatenate([images, self.planes], axis=-1)
