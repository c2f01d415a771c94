"""The argmax runs over the images.

fails: test_accuracy_is_a_number
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.argmax(class_probabilities(discriminator, images), axis=0)
    return np.equal(predicted, np.asarray(labels)).mean()
