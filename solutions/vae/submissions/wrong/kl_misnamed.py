"""The function has been given another name.

fails: test_kl_is_a_scalar
"""
# %% kl_divergence
def kl_loss(z_mean, z_log_var):
    return -0.5 * ops.mean(ops.sum(1 + z_log_var - z_mean**2 - ops.exp(z_log_var), axis=1))
