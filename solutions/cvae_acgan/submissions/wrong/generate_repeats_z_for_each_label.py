"""Images with the same label are made of the same z.

fails: test_generate_draws_afresh
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    z = ops.matmul(y, keras.random.normal((self.classes, self.latent_dim)))
    return self.generator([z, y], training=False)
