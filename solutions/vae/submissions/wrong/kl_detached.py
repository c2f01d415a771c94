"""The variance is computed with numpy, which cuts off its part of the gradient.

fails: test_kl_has_a_gradient
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    variance = np.exp(np.asarray(z_log_var))
    return -0.5 * ops.mean(ops.sum(1 + z_log_var - ops.square(z_mean) - variance, axis=1))
