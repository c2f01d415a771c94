"""z_log_var is treated as the logarithm of the standard deviation.

fails: test_kl_is_the_closed_form
breaks: kl-formula
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return ops.mean(ops.sum(0.5 * (z_mean**2 + ops.exp(2 * z_log_var) - 1) - z_log_var, axis=1))
