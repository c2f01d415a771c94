"""The sampled z is decoded.

fails: test_reconstruct_decodes_the_mean_with_the_label
breaks: reconstruct-decodes-the-mean
"""
# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    z = self.encoder(self.make_conditional_input(images, labels))[2]
    return self.decoder(self.make_conditional_latent(z, labels))
