"""Tapes that watch what they are told, stopped gradients, all label noise in one draw, more keys than asked for, np.interp."""
# %% optimal_logits
def optimal_logits(x, real, fake):
    x = np.asarray(x, "float64")
    terms = [np.square((x - mean) / sd) / 2 + np.log(sd) for mean, sd in (fake, real)]
    return np.subtract(*terms)
# %% discriminator_loss
def discriminator_loss(real_logits, fake_logits, label_noise=0.0):
    logits = tf.concat([real_logits, fake_logits], axis=0)
    real = tf.concat([tf.ones_like(real_logits), tf.zeros_like(fake_logits)], axis=0)
    labels = tf.abs(real - label_noise * tf.random.uniform(tf.shape(logits)))
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    n = tf.shape(real_logits)[0]
    return tf.reduce_mean(each[:n]) + tf.reduce_mean(each[n:])
# %% gan.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    shape = (tf.shape(x)[0], self.latent_dim)
    made = self.generator(tf.random.normal(shape), training=True)  # builds it, too
    self.discriminator(made[:1], training=True)
    of_d, of_g = self.discriminator.trainable_variables, self.generator.trainable_variables
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([w.value for w in of_d])
        fake = self.discriminator(tf.stop_gradient(made), training=True)
        d_loss = discriminator_loss(self.discriminator(x, training=True), fake, self.label_noise)
    self.d_optimizer.apply(tape.gradient(d_loss, of_d), of_d)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([w.value for w in of_g])
        taken_for = self.discriminator(self.generator(tf.random.normal(shape), training=True), training=True)
        g_loss = generator_loss(taken_for)
    self.g_optimizer.apply(tape.gradient(g_loss, of_g), of_g)
    for tracker, loss in zip(self.metrics, (d_loss, g_loss)):
        tracker.update_state(loss)
    fooled = tf.reduce_mean(tf.cast(taken_for > 0, "float32"))
    return {"fooled": fooled, **{tracker.name: tracker.result() for tracker in reversed(self.metrics)}}
# %% scaling
def to_network(images):
    return np.interp(images, [0, 1], [-1, 1])


def to_images(outputs):
    return np.interp(outputs, [-1, 1], [0, 1])
# %% mode_coverage
from collections import Counter
from math import log


def mode_coverage(probabilities, min_share=0.01):
    shares = [times / len(probabilities) for times in Counter(map(np.argmax, probabilities)).values()]
    return {
        "entropy": sum(-share * log(share) for share in shares),
        "classes_covered": sum(share >= min_share for share in shares),
        "shares": shares,
    }
