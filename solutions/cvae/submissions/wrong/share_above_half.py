"""Only images with a probability above one half count.

fails: test_share_counts_what_is_recognised
"""
# %% recognised_share
def recognised_share(probabilities, labels):
    predicted = np.argmax(probabilities, axis=1)
    return np.mean(probabilities[np.arange(len(labels)), labels] > 0.5)
