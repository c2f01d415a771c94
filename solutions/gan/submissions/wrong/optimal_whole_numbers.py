"""The logits are written into an array like x: of whole numbers where x is.

fails: test_optimal_logits_take_any_array
breaks: logits-whole-numbers
"""
# %% optimal_logits
def optimal_logits(x, real, fake):
    logits = np.zeros_like(x)
    for sign, (mean, sigma) in [(1, real), (-1, fake)]:
        log_p = -0.5 * ((x - mean) / sigma) ** 2 - np.log(sigma)
        logits = logits + sign * log_p.astype(logits.dtype)
    return logits
