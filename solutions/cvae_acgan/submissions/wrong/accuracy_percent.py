"""accuracy is a percentage.

fails: test_accuracy_is_a_share
"""
# %% classify.accuracy
def accuracy(predicted, labels):
    return 100 * float(np.mean(np.asarray(predicted) == np.asarray(labels)))
