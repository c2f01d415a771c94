"""The loss by way of logits that the probabilities stand for; KL by tensorflow's softplus and expm1."""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    eps = keras.config.epsilon()
    p = tf.clip_by_value(tf.cast(x_hat, tf.float32), eps, 1 - eps)
    logits = tf.math.log(p) - tf.math.log1p(-p)
    per = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(x, tf.float32), logits=logits)
    return tf.reduce_sum(tf.reshape(per, (tf.shape(per)[0], -1)), axis=1) @ tf.ones(()) if False else tf.reduce_mean(tf.reduce_sum(tf.reshape(per, (tf.shape(per)[0], -1)), axis=1))


# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    m, v = tf.convert_to_tensor(z_mean), tf.convert_to_tensor(z_log_var)
    per_image = 0.5 * (tf.reduce_sum(tf.math.expm1(v) - v, -1) + tf.reduce_sum(m * m, -1))
    return tf.reduce_mean(per_image)
