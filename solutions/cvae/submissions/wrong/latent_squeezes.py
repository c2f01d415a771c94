"""A single z loses its batch axis.

fails: test_conditional_latent_has_a_place_per_class
breaks: place-per-class
"""
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    code = ops.concatenate([z, ops.one_hot(labels, self.num_classes)], axis=-1)
    return code[0] if len(code) == 1 else code
