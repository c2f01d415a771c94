"""Log-variances are clipped to [-30, 20], as Stable Diffusion does.

fails: test_kl_has_no_bounds
breaks: kl-without-bounds
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    z_log_var = tf.clip_by_value(z_log_var, -30.0, 20.0)
    return -0.5 * tf.reduce_mean(tf.reduce_sum(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var), axis=1))
