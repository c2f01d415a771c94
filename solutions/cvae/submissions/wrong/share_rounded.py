"""The share is rounded to whole percent.

fails: test_share_counts_what_is_recognised
"""
# %% recognised_share
def recognised_share(probabilities, labels):
    return round(float(np.mean(np.argmax(probabilities, axis=1) == np.asarray(labels))), 2)
