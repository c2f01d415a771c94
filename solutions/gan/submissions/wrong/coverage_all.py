"""All classes are counted.

fails: test_classes_are_covered_from_min_share_on
breaks: covered-from-min-share
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    predicted = np.argmax(probabilities, axis=1)
    shares = np.bincount(predicted, minlength=probabilities.shape[1]) / len(predicted)
    present = shares[shares > 0]
    covered = len(shares)
    entropy = float(-np.sum(present * np.log(present)))
    return {"classes_covered": covered, "entropy": entropy}
