"""VAE.reconstruct is used, which knows no labels.

fails: test_reconstruct_decodes_the_mean_with_the_label
breaks: reconstruct-with-labels
"""
# %% conditional_vae.reconstruct
def reconstruct(self, images, labels):
    return super().reconstruct(images)
