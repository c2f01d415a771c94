"""The distance to the mean is not squared.

fails: test_optimal_logits_are_log_ratios
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    (a, s), (b, t) = real, fake
    return 0.5 * np.abs((x - b) / t) - 0.5 * np.abs((x - a) / s) + np.log(t / s)
