"""A class is covered from int(min_share * n) images on.

fails: test_a_class_is_covered_by_one_percent
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    counts = np.bincount(np.argmax(probabilities, axis=1), minlength=probabilities.shape[1])
    shares = counts[counts > 0] / len(probabilities)
    return {
        "classes_covered": int(np.sum(counts >= int(min_share * len(probabilities)))),
        "entropy": float(-np.sum(shares * np.log(shares))),
    }
