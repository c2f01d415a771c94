"""accuracy gives a verdict per image.

fails: test_accuracy_is_a_share
"""
# %% classify.accuracy
def accuracy(predicted, labels):
    return np.asarray(predicted) == np.asarray(labels)
