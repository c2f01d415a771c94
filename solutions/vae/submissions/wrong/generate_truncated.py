"""New digits from z within two standard deviations.

fails: test_generate_decodes_the_prior
breaks: generate-draws-the-prior
"""
# %% vae_model.generate
def generate(self, n):
    z = tf.clip_by_value(tf.random.normal((n, self.decoder.input_shape[-1])), -2.5, 2.5)
    return self.decoder(z)
