"""The number of the label is appended.

fails: test_conditional_latent_has_a_place_per_class
breaks: place-per-class
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    return ops.concatenate([z, ops.cast(ops.convert_to_tensor(labels), "float32")[:, None]], axis=1)
