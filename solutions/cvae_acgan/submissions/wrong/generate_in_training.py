"""generate calls the generator in training mode.

fails: test_generate_obeys_the_labels
breaks: methods-outside-training
"""
# %% model.generate
def generate(self, labels):
    y = ops.one_hot(labels, self.classes)
    z = keras.random.normal((ops.shape(y)[0], self.latent_dim))
    return self.generator([z, y], training=True)
