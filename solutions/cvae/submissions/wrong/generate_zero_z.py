"""z is 0: the prior's mean, not a draw.

fails: test_generate_draws_afresh
breaks: generate-draws-the-prior
"""
# %% conditional_vae.generate
def generate(self, labels):
    return self.decoder(self.make_conditional_latent(ops.zeros((len(labels), self.latent_dim)), labels))
