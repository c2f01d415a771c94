"""The generator takes one array with z and label side by side.

fails: test_generator_makes_images
"""
# %% build_generator
def build_generator(latent_dim, classes=10):
    both = keras.Input((latent_dim + classes,))
    h = layers.Reshape((7, 7, 48))(layers.Dense(7 * 7 * 48, activation="relu")(both))
    h = layers.Conv2DTranspose(24, 4, strides=2, padding="same", activation="relu")(h)
    return keras.Model(both, layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(h))
