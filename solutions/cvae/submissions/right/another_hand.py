"""Written by someone who knew the brief alone: planes by comparison, a persistent tape, no transposed convolutions, one npz file."""
# %% conditional_encoder
class Blocks(layers.Layer):
    """Regroups pixels: down=True packs 2x2 pixels into channels, down=False unpacks four channels into 2x2 pixels."""

    def __init__(self, down, **kwargs):
        super().__init__(**kwargs)
        self.down = down

    def call(self, x):
        return tf.nn.space_to_depth(x, 2) if self.down else tf.nn.depth_to_space(x, 2)


def indicator_rows(labels, k):
    """float32 (n, k): row i is the labels[i]-th row of the unit matrix."""
    return tf.gather(tf.eye(k), tf.cast(tf.convert_to_tensor(labels), tf.int32))


class PlanesEncoder(keras.Model):
    """Subclassed: one strided convolution, one 'packing' of 2x2 pixels with a 1x1 convolution, one head for both outputs."""

    def __init__(self, image_shape, latent_dim, num_classes, **kwargs):
        super().__init__(**kwargs)
        height, width, channels = image_shape
        self.first = layers.Conv2D(24, 5, strides=2, padding="same", activation="gelu")
        self.pack = Blocks(down=True)
        self.second = layers.Conv2D(48, 1, activation="gelu")
        self.hidden = layers.Dense(96, activation="gelu")
        self.head = layers.Dense(2 * latent_dim)  # two Dense(latent_dim) without activation, side by side in one matrix
        self.sampling = Sampling()
        self(tf.zeros((1, height, width, channels + num_classes)))  # makes the weights at once

    def call(self, inputs):
        h = self.second(self.pack(self.first(inputs)))
        h = tf.reshape(h, (-1, h.shape[1] * h.shape[2] * h.shape[3]))
        z_mean, z_log_var = tf.split(self.head(self.hidden(h)), 2, axis=-1)
        return [z_mean, z_log_var, self.sampling((z_mean, z_log_var))]


def build_conditional_encoder(image_shape, latent_dim, num_classes):
    """The encoder q(z | x, y), a keras.Model.

    image_shape: (height, width, channels) of the images without label planes; height and width are multiples of 4.
    Input: images with their label planes, (batch, height, width, channels + num_classes).
    Outputs: the list [z_mean, z_log_var, z] in this order, each (batch, latent_dim); z comes from Sampling.
    """
    return PlanesEncoder(image_shape, latent_dim, num_classes, name="planes_encoder")


# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    """The decoder p(x | z, y), a keras.Model.

    image_shape: (height, width, channels) of the images; height and width are multiples of 4.
    Input: z with the one-hot label behind it, (batch, latent_dim + num_classes).
    Output: images (batch, height, width, channels): probabilities of ink, in [0, 1] (not logits).
    """
    # Sequential without transposed convolutions: ordinary convolutions, whose channels are unpacked into pixels
    height, width, channels = image_shape
    network = keras.Sequential(name="subpixel_decoder")
    network.add(keras.Input((latent_dim + num_classes,)))
    network.add(layers.Dense(80, activation="gelu"))
    network.add(layers.Dense((height // 4) * (width // 4) * 40, activation="gelu"))
    network.add(layers.Reshape((height // 4, width // 4, 40)))
    for filters, activation in ((96, "gelu"), (4 * channels, "sigmoid")):
        network.add(layers.Conv2D(filters, 3, padding="same", activation=activation))
        network.add(Blocks(down=False))
    return network


# %% conditional_vae
class ConditionalVAE(VAE):
    """A variational autoencoder whose two networks are told the label.

    encoder: (batch, H, W, C + num_classes) -> [z_mean, z_log_var, z], each (batch, latent_dim).
    decoder: (batch, latent_dim + num_classes) -> probabilities (batch, H, W, C).
    Labels are whole numbers from 0 to num_classes - 1, of shape (batch,).
    """

    def __init__(self, encoder, decoder, latent_dim, num_classes, **kwargs):
        super().__init__(encoder, decoder, **kwargs)
        self.latent_dim = latent_dim
        self.num_classes = num_classes

    def report(self, reconstruction, kl):
        """Updates the trackers; what a step returns: {"loss": ..., "reconstruction_loss": ..., "kl_loss": ...}."""
        for tracker, value in zip(self.metrics, (reconstruction + kl, reconstruction, kl)):
            tracker.update_state(value)
        return {tracker.name: tracker.result() for tracker in self.metrics}

    def make_conditional_input(self, images, labels):
        """What the encoder sees: the images with their label as one-hot planes behind the channels.

        images: float32 (batch, H, W, C); labels: integers (batch,); numpy arrays or tensors.
        Returns (batch, H, W, C + num_classes): first the channels of the image, then one plane per class.
        """
        images = tf.convert_to_tensor(images, tf.float32)
        labels = tf.reshape(tf.cast(tf.convert_to_tensor(labels), tf.int32), (-1, 1, 1, 1))
        blank = tf.zeros_like(images[..., :1])
        result = images
        for k in range(self.num_classes):  # one plane after the other
            result = tf.concat([result, tf.where(labels == k, 1.0, blank)], axis=-1)
        return result

    def make_conditional_latent(self, z, labels):
        """What the decoder sees: z with the one-hot label behind it.

        z: float32 (batch, latent_dim); labels: integers (batch,); numpy arrays or tensors.
        Returns (batch, latent_dim + num_classes).
        """
        # z in the first columns of a wider matrix, the label's rows of a shifted unit matrix added behind
        wide = tf.pad(tf.convert_to_tensor(z, tf.float32), [[0, 0], [0, self.num_classes]])
        shifted = tf.pad(tf.eye(self.num_classes), [[0, 0], [self.latent_dim, 0]])
        return wide + tf.gather(shifted, tf.cast(tf.convert_to_tensor(labels), tf.int32))

    def train_step(self, data):
        """One step of the optimiser on loss = reconstruction_loss + kl_divergence, with a sampled z.

        data: the pair (images, labels). Both networks are called with training=True.
        Returns self.report(reconstruction, kl).
        """
        images, labels = data
        weights = self.encoder.trainable_weights + self.decoder.trainable_weights
        with tf.GradientTape(persistent=True) as tape:
            reconstruction, kl = self.both_losses(images, labels, training=True)
        # the gradient of a sum is the sum of the gradients; the decoder gets none from the KL divergence
        of_each = [
            tape.gradient(part, [w.value for w in weights], unconnected_gradients="zero")
            for part in (reconstruction, kl)
        ]
        del tape
        self.optimizer.apply([a + b for a, b in zip(*of_each)], weights)
        return self.report(reconstruction, kl)

    def both_losses(self, images, labels, training):
        """Reconstruction loss and KL divergence of a batch, with a sampled z."""
        z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=training)
        x_hat = self.decoder(self.make_conditional_latent(z, labels), training=training)
        # KL written out: (mu^2 + (e^s - 1) - s) / 2, with s = log sigma^2
        per_image = tf.reduce_sum(z_mean**2 + tf.math.expm1(z_log_var) - z_log_var, axis=1) / 2
        return reconstruction_loss(tf.cast(images, tf.float32), x_hat), tf.reduce_mean(per_image)

    def test_step(self, data):
        """The same losses as in train_step, with a sampled z, reported in the same way; no weight changes.

        data: the pair (images, labels). Both networks are called with training=False.
        """
        images, labels = data
        return self.report(*self.both_losses(images, labels, training=False))

    def generate(self, labels):
        """A new image for each label, (n, H, W, C), decoded from n fresh draws of the prior N(0, I).

        labels: integers (n,), a list, a numpy array or a tensor.
        """
        labels = tf.reshape(tf.convert_to_tensor(labels), (-1,))
        z = tf.transpose(tf.random.normal((self.latent_dim, tf.size(labels))))  # a column of its own for each label
        return self.decoder(self.make_conditional_latent(z, labels), training=False)

    def reconstruct(self, images, labels):
        """Reconstructions from z_mean, without noise, (batch, H, W, C): encoded and decoded with their labels."""
        mean_only = self.encoder(self.make_conditional_input(images, labels), training=False)[0]
        return self.decoder(self.make_conditional_latent(mean_only, labels), training=False)


# %% save_and_load
def save_networks(model, folder):
    """Writes the weights of model.encoder and model.decoder into files in the folder.

    folder: a path, text or Path; it is made if it does not exist. What an earlier call left there is overwritten.
    """
    # one numpy archive for both networks: entries "encoder 000", "encoder 001", ..., "decoder 000", ...
    os.makedirs(folder, exist_ok=True)
    arrays = {
        f"{name} {i:03d}": value
        for name in ("encoder", "decoder")
        for i, value in enumerate(getattr(model, name).get_weights())
    }
    with open(os.path.join(folder, "both_networks.npz"), "wb") as file:
        np.savez_compressed(file, **arrays)


def load_networks(model, folder):
    """Gives model.encoder and model.decoder the weights that save_networks wrote into the folder; returns the model.

    model: freshly built, with networks of the same shapes as the saved ones.
    """
    with np.load(os.path.join(folder, "both_networks.npz")) as archive:
        for name in ("encoder", "decoder"):
            keys = sorted(key for key in archive.files if key.startswith(name))
            for variable, key in zip(getattr(model, name).weights, keys, strict=True):
                variable.assign(archive[key])
    return model


# %% class_grid
def class_grid(model, z):
    """Each z decoded with every label, row by row: with model.num_classes = K, image r * K + k is z[r] as a k.

    model: a ConditionalVAE; z: numpy float32 (rows, latent_dim).
    Returns images (rows * model.num_classes, H, W, C).
    """
    # column by column: all z as a k, for every k; then the columns are put side by side
    columns = [
        np.asarray(model.decoder(model.make_conditional_latent(z, np.full(len(z), k)), training=False))
        for k in range(model.num_classes)
    ]
    side_by_side = np.stack(columns, axis=1)  # (rows, K, H, W, C)
    return side_by_side.reshape(-1, *side_by_side.shape[2:])


# %% change_label
def change_label(model, images, labels, new_labels):
    """The images as if their hands had written other digits: encoded with their labels, decoded with the new ones.

    model: a ConditionalVAE; images: float32 (batch, H, W, C); labels, new_labels: integers (batch,).
    Returns images (batch, H, W, C), decoded from z_mean, without noise.
    """
    z_mean = model.encoder(model.make_conditional_input(images, labels), training=False)[0]
    # one image at a time on the way out
    decoded = [
        model.decoder(model.make_conditional_latent(z_mean[i : i + 1], new_labels[i : i + 1]), training=False)
        for i in range(len(images))
    ]
    return tf.concat(decoded, axis=0)


# %% recognised_share
def recognised_share(probabilities, labels):
    """The share of images whose most probable class is their label, a number from 0 to 1.

    probabilities: numpy array (n, classes), a classifier's answer for each image; labels: integers (n,).
    """
    # recognised: no class is more probable than the label (so a tie counts as recognised)
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    hits = 0
    for row, label in zip(probabilities, labels, strict=True):
        hits += not np.any(row > row[label])
    return hits / len(labels)
