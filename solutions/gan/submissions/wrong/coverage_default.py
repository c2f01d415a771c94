"""The default of min_share is 0.1.

fails: test_a_class_is_covered_by_one_percent
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.1):
    predicted = np.argmax(probabilities, axis=1)
    shares = np.bincount(predicted, minlength=probabilities.shape[1]) / len(predicted)
    present = shares[shares > 0]
    covered = int(np.sum(shares >= min_share))
    entropy = float(-np.sum(present * np.log(present)))
    return {"classes_covered": covered, "entropy": entropy}
