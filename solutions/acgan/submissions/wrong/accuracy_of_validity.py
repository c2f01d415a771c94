"""The validity is taken for the class.

fails: test_accuracy_is_the_share_of_right_answers
breaks: accuracy-share
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    predicted = np.asarray(discriminator(images, training=False)[0])[:, 0] > 0
    return float(np.mean(predicted == np.asarray(labels)))
