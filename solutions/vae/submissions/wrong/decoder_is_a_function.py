"""build_decoder returns a function that calls its layers, not a model.

fails: test_decoder_gives_probabilities, test_decoder_can_learn, test_decoder_uses_every_coordinate
breaks: decoder-is-a-model
says: got an object of type function
"""
# %% build_decoder
def build_decoder(latent_dim):
    hidden = layers.Dense(64, activation="relu")
    pixels, reshape = layers.Dense(28 * 28, activation="sigmoid"), layers.Reshape((28, 28, 1))
    return lambda z: reshape(pixels(hidden(z)))
