"""The z of generate is cut off at two standard deviations.

fails: test_generate_draws_afresh
"""
# %% gan.generate
def generate(self, n):
    return self.generator(tf.random.truncated_normal((n, self.latent_dim)), training=False)
