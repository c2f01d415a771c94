"""accuracy counts mistakes.

fails: test_accuracy_is_a_share
"""
# %% classify.accuracy
def accuracy(predicted, labels):
    return float(np.mean(np.asarray(predicted) != np.asarray(labels)))
