"""Shares are rounded to whole per cents before they are compared.

fails: test_classes_are_covered_from_min_share_on, test_entropy_is_that_of_the_shares
breaks: shares-of-predictions
"""
# %% mode_coverage
def mode_coverage(probabilities, min_share=0.01):
    predicted = np.argmax(probabilities, axis=1)
    shares = np.round([np.mean(predicted == k) for k in range(probabilities.shape[1])], 2)
    present = shares[shares > 0]
    return {"classes_covered": int(np.sum(shares >= min_share)), "entropy": float(-np.sum(present * np.log(present)))}
