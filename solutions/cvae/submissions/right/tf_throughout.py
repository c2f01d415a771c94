"""TensorFlow's own functions in place of keras.ops, everywhere."""
# %% conditional_vae.make_conditional_input
def make_conditional_input(self, images, labels):
    one_hot = tf.one_hot(labels, depth=self.num_classes, dtype=tf.float32)
    height, width = tf.shape(images)[1], tf.shape(images)[2]
    planes = tf.tile(tf.reshape(one_hot, [-1, 1, 1, self.num_classes]), [1, height, width, 1])
    return tf.concat([tf.cast(images, tf.float32), planes], axis=3)
# %% conditional_vae.make_conditional_latent
def make_conditional_latent(self, z, labels):
    return tf.concat([z, tf.one_hot(labels, self.num_classes)], 1)
# %% conditional_vae.generate
def generate(self, labels):
    labels = tf.convert_to_tensor(labels)
    z = tf.random.normal(shape=(tf.size(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels), training=False)
# %% class_grid
def class_grid(model, z):
    z = tf.repeat(tf.convert_to_tensor(z), model.num_classes, axis=0)
    labels = tf.math.floormod(tf.range(tf.shape(z)[0]), model.num_classes)
    return model.decoder(model.make_conditional_latent(z, labels))
# %% recognised_share
def recognised_share(probabilities, labels):
    hit = tf.equal(tf.argmax(probabilities, axis=-1), tf.cast(labels, tf.int64))
    return tf.reduce_mean(tf.cast(hit, tf.float32))
