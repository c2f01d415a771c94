"""The constructor of keras.Model is not called.

fails: test_model_can_be_made
"""
# %% model.__init__
def __init__(self, encoder, generator, discriminator, latent_dim, classes=10, weight_of=None, **kwargs):
    self.encoder, self.generator, self.discriminator = encoder, generator, discriminator
    self.latent_dim, self.classes = latent_dim, classes
    names = ("reconstruction", "kl", "adversarial", "class", "validity", "real_class")
    self.weight_of = dict.fromkeys(names, 1.0) | (weight_of or {})
    self.trackers = {name: keras.metrics.Mean(name=name) for name in names}
