"""Networks without any bias.
"""
# %% build_encoder
def build_encoder(latent_dim, width=96):
    x = keras.Input((28, 28, 1))
    h = layers.Flatten()(x)
    h = layers.Dense(width, activation="gelu", use_bias=False)(h)
    m = layers.Dense(latent_dim, use_bias=False, name="m")(h)
    v = layers.Dense(latent_dim, use_bias=False, name="v")(h)
    return keras.Model(inputs=x, outputs=[m, v, Sampling()([m, v])])
# %% build_decoder
def build_decoder(latent_dim, width=96):
    return keras.Sequential([keras.Input((latent_dim,)), layers.Dense(width, activation="selu", use_bias=False),
        layers.Dense(width, activation="tanh", use_bias=False),
        layers.Dense(784, activation="sigmoid", use_bias=False), layers.Reshape((28, 28, 1))])
