"""A pair is returned, not a dictionary.

fails: test_coverage_is_two_numbers
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    predicted = np.argmax(probabilities, axis=1)
    shares = np.bincount(predicted, minlength=probabilities.shape[1]) / len(predicted)
    present = shares[shares > 0]
    covered = int(np.sum(shares >= min_share))
    entropy = float(-np.sum(present * np.log(present)))
    return covered, entropy
