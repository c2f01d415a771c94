"""The standard deviation is taken for the variance.

fails: test_optimal_logits_are_log_ratios
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    (a, s), (b, t) = real, fake
    return 0.5 * (x - b) ** 2 / t - 0.5 * (x - a) ** 2 / s + 0.5 * np.log(t / s)
