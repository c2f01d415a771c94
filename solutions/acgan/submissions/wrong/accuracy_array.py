"""One answer per image is returned.

fails: test_accuracy_is_a_number
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.argmax(class_probabilities(discriminator, images), axis=1)
    return predicted == np.asarray(labels)
