"""The 1 of the formula is forgotten.

fails: test_kl_is_the_closed_form, test_kl_is_zero_at_the_prior_only
breaks: kl-formula
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return -0.5 * ops.mean(ops.sum(z_log_var - z_mean**2 - ops.exp(z_log_var), axis=1))
