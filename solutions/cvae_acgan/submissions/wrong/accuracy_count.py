"""accuracy is a number of images.

fails: test_accuracy_is_a_share
"""
# %% classify.accuracy
def accuracy(predicted, labels):
    return float(np.sum(np.asarray(predicted) == np.asarray(labels)))
