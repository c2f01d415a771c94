"""It works with arrays only: tensors are compared by identity.

fails: test_accuracy_is_a_number
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.argmax(class_probabilities(discriminator, images), axis=1)
    return predicted[labels.astype(int) == predicted].size / len(predicted)
