"""The number of right answers.

fails: test_accuracy_is_the_share_of_right_answers
breaks: accuracy-share
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.argmax(class_probabilities(discriminator, images), axis=1)
    return int(np.sum(predicted == np.asarray(labels)))
