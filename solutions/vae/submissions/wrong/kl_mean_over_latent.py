"""The divergence is averaged over the latent coordinates instead of summed.

fails: test_kl_is_the_closed_form
breaks: kl-sum
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return -0.5 * tf.reduce_mean(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var))
