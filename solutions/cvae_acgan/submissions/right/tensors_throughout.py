"""TensorFlow for everything: styles by meshgrid indices, softmax before the argmax, sharpness by tf.image's gradients."""
# %% same_style
def same_style(generator, z, classes=10):
    z = tf.convert_to_tensor(z)
    style, label = tf.meshgrid(tf.range(tf.shape(z)[0]), tf.range(classes), indexing="ij")
    images = generator([tf.gather(z, tf.reshape(style, [-1])), tf.one_hot(tf.reshape(label, [-1]), classes)])
    return tf.reshape(images, tf.concat([tf.shape(style), tf.shape(images)[1:]], axis=0))


# %% classify
def classify(discriminator, images):
    return tf.argmax(tf.nn.softmax(discriminator(images)[1]), axis=-1)


def accuracy(predicted, labels):
    return tf.reduce_mean(tf.cast(tf.equal(tf.cast(predicted, "int64"), tf.cast(labels, "int64")), "float32"))


# %% sharpness
def sharpness(images):
    dy, dx = tf.image.image_gradients(tf.convert_to_tensor(images))
    squares = tf.reduce_sum(dy**2 + dx**2, axis=[1, 2, 3])
    climb = tf.reduce_sum(tf.abs(dy) + tf.abs(dx), axis=[1, 2, 3])
    return tf.reduce_mean(tf.math.divide_no_nan(squares, climb))


# %% model.generate
def generate(self, labels):
    labels = tf.convert_to_tensor(labels)
    noise = tf.constant(np.random.normal(size=(len(labels), self.latent_dim)), "float32")
    return self.generator([noise, tf.one_hot(labels, self.classes)])


# %% model.reconstruct
def reconstruct(self, x, labels):
    y = tf.gather(tf.eye(self.classes), labels)
    return self.generator([self.encoder([x, y])[0], y])
