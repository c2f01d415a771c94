"""The KL divergence counts only where an image's is above 0.5.

fails: test_kl_has_no_bounds
breaks: kl-without-bounds
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    kl = -0.5 * tf.reduce_sum(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var), axis=1)
    return tf.reduce_mean(tf.where(kl < 0.5, 0.0 * kl, kl))
