"""z_log_var is kept between -4 and 4: beyond, the KL divergence is another one.

fails: test_kl_is_the_closed_form
breaks: kl-formula
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    z_log_var = ops.clip(z_log_var, -4, 4)
    per_image = -0.5 * ops.sum(1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var), axis=1)
    return ops.mean(per_image)
