"""The reconstruction is rounded to black and white.

fails: test_reconstruct_decodes_the_mean_with_the_label
"""
# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    z = self.encoder(self.make_conditional_input(images, labels))[0]
    return ops.round(self.decoder(self.make_conditional_latent(z, labels)))
