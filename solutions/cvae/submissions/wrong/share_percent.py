"""The share is in percent.

fails: test_share_counts_what_is_recognised
"""
# %% recognised_share
def recognised_share(probabilities, labels):
    predicted = np.argmax(probabilities, axis=1)
    return 100 * np.mean(predicted == labels)
