"""It goes through x row by row, which a single number does not have.

fails: test_optimal_logits_take_any_array
breaks: logits-any-shape
"""
# %% optimal_logits
def log_density(x, mean, sigma):
    return -0.5 * ((x - mean) / sigma) ** 2 - np.log(sigma)


def optimal_logits(x, real, fake):
    return np.array([log_density(row, *real) - log_density(row, *fake) for row in x])
