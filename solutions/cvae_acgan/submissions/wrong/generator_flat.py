"""All pixels of an image are alike.

fails: test_generator_obeys_the_label
breaks: generator-uses-z
"""
# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Dense(1, activation="sigmoid")(layers.Concatenate()([z, labels]))
    return keras.Model([z, labels], layers.UpSampling2D(28)(layers.Reshape((1, 1, 1))(h)), name="generator")
