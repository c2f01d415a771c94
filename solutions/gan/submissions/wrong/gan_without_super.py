"""The constructor does not call that of keras.Model.

fails: test_gan_can_be_made
"""
# %% gan.__init__
def __init__(self, generator, discriminator, latent_dim, label_noise=0.0, **kwargs):
    self.generator = generator
    self.discriminator = discriminator
    self.latent_dim = latent_dim
    self.label_noise = label_noise
    self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
    self.g_loss_tracker = keras.metrics.Mean(name="g_loss")
