"""The KL divergence lacks the factor ½.

fails: test_kl_is_the_closed_form
breaks: kl-formula
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return -tf.reduce_mean(tf.reduce_sum(1 + z_log_var - z_mean**2 - tf.exp(z_log_var), axis=1))
