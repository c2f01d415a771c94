"""generate reconstructs images of noise.

fails: test_generate_decodes_the_prior
breaks: generate-draws-the-prior
"""
# %% vae_model.generate
def generate(self, n):
    return self.decoder(self.encoder(keras.random.uniform((n, 28, 28, 1)))[2])
