"""The densities are divided and the logarithm is taken of the ratio: 0/0 far out.

fails: test_optimal_logits_are_finite_far_out
"""
# %% optimal_logits
def density(x, mean, sigma):
    return np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def optimal_logits(x, real, fake):
    return np.log(density(x, *real) / density(x, *fake))
