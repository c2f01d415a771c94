"""Every z of generate comes twice.

fails: test_generate_draws_afresh
"""
# %% gan.generate
def generate(self, n):
    return self.generator(tf.repeat(tf.random.normal(((n + 1) // 2, self.latent_dim)), 2, axis=0)[:n], training=False)
