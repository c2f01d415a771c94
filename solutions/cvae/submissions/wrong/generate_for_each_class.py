"""One z for each class: images of the same label are the same.

fails: test_generate_draws_afresh
breaks: generate-draws-the-prior
"""
# %% conditional_vae.generate
def generate(self, labels):
    of_each = keras.random.normal((self.num_classes, self.latent_dim))
    return self.decoder(self.make_conditional_latent(ops.take(of_each, np.asarray(labels), axis=0), labels))
