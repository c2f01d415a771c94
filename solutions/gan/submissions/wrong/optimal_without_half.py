"""The factor one half of the exponent is missing.

fails: test_optimal_logits_are_log_ratios
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    (a, s), (b, t) = real, fake
    return ((x - b) / t) ** 2 - ((x - a) / s) ** 2 + np.log(t / s)
