"""z is drawn once and kept for later calls.

fails: test_generate_draws_afresh
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    if not hasattr(self, "z") or len(self.z) != len(labels):
        self.z = keras.random.normal((len(labels), self.latent_dim))
    return self.generator([self.z, y], training=False)
