"""z is divided by its length.

fails: test_conditional_latent_ends_in_one_hot
breaks: z-comes-first
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    z = z / ops.norm(z, axis=1, keepdims=True)
    return ops.concatenate([z, ops.one_hot(labels, self.num_classes)], axis=-1)
