"""Axes of length 1 are squeezed away.

fails: test_kl_has_no_bounds
breaks: kl-keeps-axes
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    kl = tf.squeeze(-0.5 * (1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var)))
    return tf.reduce_mean(tf.reduce_sum(kl, axis=-1))
