"""A hard sigmoid in place of a sigmoid.

fails: test_generator_gives_probabilities
breaks: generator-probabilities
"""
# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Dense(64, activation="relu")(layers.Concatenate()([z, labels]))
    h = layers.Dense(784, activation="hard_sigmoid")(h)
    return keras.Model([z, labels], layers.Reshape((28, 28, 1))(h))
