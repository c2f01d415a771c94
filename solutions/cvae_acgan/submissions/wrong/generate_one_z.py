"""generate uses one z for all images.

fails: test_generate_draws_afresh
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    z = ops.tile(keras.random.normal((1, self.latent_dim)), (len(labels), 1))
    return self.generator([z, y], training=False)
