"""The axes are mixed up: summed over the batch, averaged over the latent coordinates.

fails: test_kl_is_the_closed_form
breaks: kl-sum, kl-mean
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    per_coordinate = -0.5 * (1 + z_log_var - z_mean**2 - ops.exp(z_log_var))
    return ops.mean(ops.sum(per_coordinate, axis=0))
