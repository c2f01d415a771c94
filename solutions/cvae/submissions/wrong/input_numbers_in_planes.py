"""Every plane is filled with the number of the label.

fails: test_conditional_input_has_one_hot_planes
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    number = ops.cast(ops.convert_to_tensor(labels), "float32")[:, None, None, None]
    planes = number * ops.ones_like(images[..., :1]) * ops.ones((self.num_classes,))
    return ops.concatenate([images, planes], axis=-1)
