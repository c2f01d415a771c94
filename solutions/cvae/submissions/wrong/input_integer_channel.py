"""The label is one channel filled with its number.

fails: test_conditional_input_has_a_plane_per_class
breaks: plane-per-class
"""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    plane = ops.cast(ops.convert_to_tensor(labels), "float32")[:, None, None, None] * ops.ones_like(images[..., :1])
    return ops.concatenate([images, plane], axis=-1)
