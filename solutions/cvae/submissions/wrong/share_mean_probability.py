"""It is the mean probability of the label.

fails: test_share_counts_what_is_recognised
"""
# %% recognised_share
def recognised_share(probabilities, labels):
    predicted = np.argmax(probabilities, axis=1)
    return np.mean(probabilities[np.arange(len(labels)), labels])
