"""The KL divergence of a batch is 100 at most.

fails: test_kl_has_no_bounds
breaks: kl-without-bounds
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    kl = -0.5 * tf.reduce_mean(tf.reduce_sum(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var), axis=1))
    return tf.minimum(kl, 500.0)
