"""It is the share of images that are not recognised.

fails: test_share_counts_what_is_recognised
"""
# %% recognised_share
def recognised_share(probabilities, labels):
    predicted = np.argmax(probabilities, axis=1)
    return np.mean(predicted != labels)
