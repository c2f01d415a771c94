"""The mean probability of the labels.

fails: test_accuracy_is_the_share_of_right_answers
breaks: accuracy-share
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    p, labels = np.asarray(class_probabilities(discriminator, images)), np.asarray(labels)
    return float(np.mean(p[np.arange(len(labels)), labels]))
