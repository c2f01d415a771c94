"""No gradient passes from the image to z: the encoder never learns from reconstructions.

fails: test_decoder_can_learn
breaks: decoder-learns
"""
# %% build_decoder
def build_decoder(latent_dim):
    inputs = keras.Input((latent_dim,))
    x = layers.Dense(32, activation="relu")(ops.stop_gradient(inputs))
    x = layers.Dense(28 * 28, activation="sigmoid")(x)
    return keras.Model(inputs, layers.Reshape((28, 28, 1))(x))
