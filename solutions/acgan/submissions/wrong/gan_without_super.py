"""The constructor does not call that of the base class.

fails: test_conditional_gan_can_be_made
"""
# %% conditional_gan.__init__
def __init__(self, generator, discriminator, latent_dim, classes=10, class_weight=1.0, **kwargs):
    self.generator = generator
    self.discriminator = discriminator
    self.latent_dim = latent_dim
    self.classes = classes
    self.class_weight = class_weight
