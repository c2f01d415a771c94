"""generate takes the latent space to have 20 coordinates, whatever the decoder.

fails: test_generate_decodes_the_prior, test_generate_draws_afresh
breaks: generate-by-this-decoder
"""
# %% vae_model.generate
def generate(self, n):
    return self.decoder(tf.random.normal((n, 20)))
