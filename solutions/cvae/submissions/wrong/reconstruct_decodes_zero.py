"""Label 0 is given to the decoder.

fails: test_reconstruct_decodes_the_mean_with_the_label
breaks: reconstruct-with-labels
"""
# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    z = self.encoder(self.make_conditional_input(images, labels))[0]
    return self.decoder(self.make_conditional_latent(z, 0 * labels))
