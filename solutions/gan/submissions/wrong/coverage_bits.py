"""The entropy is in bits.

fails: test_entropy_is_that_of_the_shares
breaks: entropy-of-shares
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    predicted = np.argmax(probabilities, axis=1)
    shares = np.bincount(predicted, minlength=probabilities.shape[1]) / len(predicted)
    present = shares[shares > 0]
    covered = int(np.sum(shares >= min_share))
    entropy = float(-np.sum(present * np.log2(present)))
    return {"classes_covered": covered, "entropy": entropy}
