"""All numbers of z pass through one unit, so that every image lies on one curve.

fails: test_decoder_uses_every_coordinate
breaks: decoder-many-ways
"""
# %% build_decoder
def build_decoder(latent_dim):
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            layers.Dense(1, activation="tanh"),
            layers.Dense(7 * 7 * 16),
            layers.LeakyReLU(0.2),
            layers.Reshape((7, 7, 16)),
            layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"),
        ]
    )
