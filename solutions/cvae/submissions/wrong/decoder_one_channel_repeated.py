"""The decoder makes one channel and repeats it.

fails: test_decoder_uses_latent_and_label
breaks: value-by-value
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    h, w, c = image_shape
    x = keras.Input((latent_dim + num_classes,))
    f = layers.Dense(64, activation="relu")(x)
    f = layers.Reshape((h, w, 1))(layers.Dense(h * w, activation="sigmoid")(f))
    return keras.Model(x, ops.repeat(f, c, axis=-1))
