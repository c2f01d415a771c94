"""The number of the label fills the places of the code.

fails: test_conditional_latent_ends_in_one_hot
breaks: one-hot-places
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    number = ops.cast(ops.convert_to_tensor(labels), "float32")[:, None]
    return ops.concatenate([z, number * ops.ones((1, self.num_classes))], axis=-1)
