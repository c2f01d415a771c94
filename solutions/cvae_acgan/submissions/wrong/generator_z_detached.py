"""No gradient passes from the image to z: the encoder never learns from reconstructions.

fails: test_generator_can_learn
"""
# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Concatenate()([ops.stop_gradient(z), labels])
    h = layers.Dense(32, activation="relu")(h)
    h = layers.Dense(28 * 28, activation="sigmoid")(h)
    return keras.Model([z, labels], layers.Reshape((28, 28, 1))(h), name="generator")
