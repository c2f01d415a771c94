"""The minus sign in front is missing, so the divergence is negative.

fails: test_kl_is_the_closed_form
breaks: kl-formula
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    return 0.5 * ops.mean(ops.sum(1 + z_log_var - z_mean**2 - ops.exp(z_log_var), axis=1))
