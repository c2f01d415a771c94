"""accuracy is the mean over batches of 128, of which the last is smaller.

fails: test_accuracy_is_the_share_of_right_answers
"""
# %% classifier.accuracy
def accuracy(discriminator, images, labels):
    labels = np.asarray(labels)
    right = []
    for i in range(0, len(images), 128):
        p = class_probabilities(discriminator, images[i : i + 128])
        right.append(np.mean(np.argmax(p, axis=1) == labels[i : i + 128]))
    return float(np.mean(right))
