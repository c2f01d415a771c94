"""Counts are taken for shares.

fails: test_classes_are_covered_from_min_share_on, test_entropy_is_that_of_the_shares
breaks: shares-of-predictions
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    predicted = np.argmax(probabilities, axis=1)
    shares = np.bincount(predicted, minlength=probabilities.shape[1])
    present = shares[shares > 0]
    covered = int(np.sum(shares >= min_share))
    entropy = float(-np.sum(present * np.log(present)))
    return {"classes_covered": covered, "entropy": entropy}
