"""accuracy is one minus the mean difference.

fails: test_accuracy_is_a_share
"""
# %% classify.accuracy
def accuracy(predicted, labels):
    return float(1 - np.mean(np.abs(np.asarray(predicted) - np.asarray(labels))))
