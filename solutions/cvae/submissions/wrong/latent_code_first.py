"""The code comes before z.

fails: test_conditional_latent_ends_in_one_hot
breaks: z-comes-first
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    return ops.concatenate([ops.one_hot(labels, self.num_classes), z], axis=-1)
