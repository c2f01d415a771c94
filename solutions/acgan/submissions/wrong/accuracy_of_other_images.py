"""The images are scaled before the discriminator sees them.

fails: test_accuracy_is_the_share_of_right_answers
breaks: accuracy-share
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.argmax(class_probabilities(discriminator, 2 * images - 1), axis=1)
    return float(np.mean(predicted == np.asarray(labels)))
