"""The logits are averaged over x.

fails: test_optimal_logits_have_the_shape_of_x
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    (a, s), (b, t) = real, fake
    return np.mean(0.5 * ((x - b) / t) ** 2 - 0.5 * ((x - a) / s) ** 2 + np.log(t / s))
