"""The networks are functions that return Sequential models, with layers inside layers."""
# %% generator
def Generator(latent_dim):
    block = keras.Sequential(
        [
            layers.Conv2DTranspose(32, 4, strides=(2, 2), padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
        ]
    )
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            layers.Dense(7 * 7 * 64),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Reshape((7, 7, 64)),
            block,
            layers.Conv2DTranspose(16, 6, strides=2, padding="same", activation="leaky_relu"),
            layers.Conv2D(1, 3, padding="same", activation="tanh"),
        ],
        name="G",
    )


# %% discriminator
def Discriminator():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 4, strides=2, padding="same", activation="leaky_relu"),
            layers.SpatialDropout2D(0.3),
            layers.Conv2D(64, 4, strides=2, padding="same"),
            layers.BatchNormalization(),
            layers.Activation(keras.activations.leaky_relu),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(1, activation="linear"),
        ],
        name="D",
    )
