"""Every prediction is compared with every label.

fails: test_accuracy_is_the_share_of_right_answers
breaks: accuracy-share
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.argmax(class_probabilities(discriminator, images), axis=1)
    return float(np.mean(predicted[:, None] == np.asarray(labels)))
