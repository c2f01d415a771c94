"""The encoder is left as it was.

fails: test_encoder_has_three_outputs
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    raise NotImplementedError()
