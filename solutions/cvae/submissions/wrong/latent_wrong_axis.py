"""The codes are put below z.

fails: test_conditional_latent_has_a_place_per_class
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    return ops.concatenate([z, ops.one_hot(labels, self.num_classes)], axis=0)
