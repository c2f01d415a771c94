"""An array of true and false is returned.

fails: test_share_is_a_number
"""
# %% recognised_share
def recognised_share(probabilities, labels):
    predicted = np.argmax(probabilities, axis=1)
    return predicted == labels
