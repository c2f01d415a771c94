"""The normalising terms log sigma are left out.

fails: test_optimal_logits_are_log_ratios
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    (a, s), (b, t) = real, fake
    return 0.5 * ((x - b) / t) ** 2 - 0.5 * ((x - a) / s) ** 2
