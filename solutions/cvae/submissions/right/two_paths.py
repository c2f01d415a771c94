"""Image and label go their own ways through the encoder at first; dense networks with normalisation and dropout."""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    *pixels, channels = image_shape
    inputs = keras.Input((*pixels, channels + num_classes))
    image = layers.Dense(48)(layers.Flatten()(inputs[..., :channels]))
    label = layers.Dense(48)(layers.GlobalAveragePooling2D()(inputs[..., channels:]))
    h = layers.BatchNormalization()(layers.Add()([image, label]))
    h = layers.Dropout(0.2)(layers.Activation("tanh")(h))
    both = layers.Dense(2 * latent_dim)(h)
    z_mean, z_log_var = both[:, :latent_dim], both[:, latent_dim:]
    return keras.Model(inputs, [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])


# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    return keras.Sequential(
        [
            keras.Input((latent_dim + num_classes,)),
            layers.Dense(50, activation="gelu"),
            layers.Dense(int(np.prod(image_shape)), activation="sigmoid"),
            layers.Reshape(image_shape),
        ]
    )
