"""The label scales and shifts what the generator makes of z, and is a plane of the encoder's image; styles are made one by one."""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    plane = layers.Reshape((28, 28, 1))(layers.Dense(28 * 28)(labels))
    h = layers.Concatenate()([images, plane])
    for channels in (16, 24):
        h = layers.Conv2D(channels, 3, strides=2, padding="same", activation="gelu")(h)
    h = layers.Dense(64, activation="tanh")(layers.Flatten()(h))
    both = layers.Dense(2 * latent_dim)(h)
    z_mean, z_log_var = both[:, :latent_dim], both[:, latent_dim:]
    return keras.Model((images, labels), (z_mean, z_log_var, Sampling()([z_mean, z_log_var])))
# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Reshape((7, 7, 16))(layers.Dense(7 * 7 * 16, activation="leaky_relu")(z))
    scale, shift = (layers.Reshape((1, 1, 16))(layers.Dense(16)(labels)) for _ in range(2))
    h = layers.Add()([layers.Multiply()([h, scale]), shift])
    for channels in (12, 8):
        h = layers.UpSampling2D()(h)
        h = layers.Conv2D(channels, 5, padding="same", activation="leaky_relu")(h)
    return keras.Model([z, labels], layers.Conv2D(1, 1, activation="sigmoid")(h))
# %% same_style
def same_style(generator, z, classes=10):
    rows = []
    for style in np.asarray(z, "float32"):
        made = generator([np.tile(style, (classes, 1)), np.eye(classes, dtype="float32")], training=False)
        rows.append(np.asarray(made))
    return np.stack(rows)
# %% classify
def classify(discriminator, images):
    return tf.argmax(discriminator(images)[1], axis=-1, output_type="int32")


def accuracy(predicted, labels):
    return sum(int(a) == int(b) for a, b in zip(predicted, labels)) / len(labels)
# %% sharpness
def sharpness(images):
    x = tf.cast(images, "float32")
    down, across = x[:, 1:] - x[:, :-1], x[:, :, 1:] - x[:, :, :-1]

    def both(f):
        return tf.reduce_sum(f(down), axis=(1, 2, 3)) + tf.reduce_sum(f(across), axis=(1, 2, 3))

    return tf.reduce_mean(tf.math.divide_no_nan(both(tf.square), both(tf.abs)))
