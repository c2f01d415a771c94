"""z is clipped to [-3, 3] on its way in.

fails: test_conditional_latent_ends_in_one_hot
breaks: z-comes-first
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    return ops.concatenate([ops.clip(z, -3.0, 3.0), ops.one_hot(labels, self.num_classes)], axis=-1)
